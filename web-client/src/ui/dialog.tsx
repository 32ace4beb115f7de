// A native modal dialog: focus, Escape and the backdrop are the browser's.
import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { words } from "../i18n/index.ts";
import { Close } from "./mark.tsx";

interface Props {
  title: string;
  close: () => void;
  children: ComponentChildren;
  wide?: boolean;
  named?: boolean; // the title is a name that people gave
}

export function Dialog({ title, close, children, wide = false, named = false }: Props) {
  const box = useRef<HTMLDialogElement>(null);
  const id = useId();
  const gone = useRef(false);
  // Before anything else is typed or painted: from now on the keys are the dialog's.
  useLayoutEffect(() => {
    const dialog = box.current!;
    if (!dialog.open) dialog.showModal();
    // Closing by leaving the page is not the person's doing: it is not reported.
    return () => {
      gone.current = true;
      dialog.close();
    };
  }, []);
  return (
    <dialog
      ref={box}
      class={wide ? "wide" : undefined}
      aria-labelledby={id}
      onClose={() => gone.current || close()}
      onClick={(event) => event.target === box.current && close()}
    >
      <div class="dialog">
        <header>
          <h2 id={id} data-user={named || undefined}>
            {title}
          </h2>
          <button type="button" class="plain" aria-label={words.value.act.close} onClick={close}>
            <Close />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}

interface AskProps {
  title: string;
  text: string;
  yes: string;
  act: () => void;
  close: () => void;
}

export function Ask({ title, text, yes, act, close }: AskProps) {
  return (
    <Dialog title={title} close={close}>
      <p>{text}</p>
      <div class="choices">
        <button type="button" onClick={close}>
          {words.value.act.cancel}
        </button>
        <button
          type="button"
          class="grave"
          onClick={() => {
            close();
            act();
          }}
        >
          {yes}
        </button>
      </div>
    </Dialog>
  );
}
