import "./main.css";
import { render } from "preact";

render(<h1>心桥</h1>, document.getElementById("app")!);
