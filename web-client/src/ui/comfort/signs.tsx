// Signs of the parts that load later.
import { Sign } from "../mark.tsx";

export const Sound = () => (
  <Sign>
    <path d="M3.5 8v4H6l4 3.5v-11L6 8zM13 7.5c1.2 1.4 1.2 3.6 0 5M15.5 5c2.4 2.8 2.4 7.2 0 10" />
  </Sign>
);
export const Stop = () => (
  <Sign>
    <path d="M5.5 5.5h9v9h-9z" />
  </Sign>
);
