// The scrolling log. Two states only: stuck to the end, or holding on to one row and its place on
// the screen. Browsers' own scroll anchoring is off (it does nothing at the top), so there is one
// authority: this file.
import { Component } from "preact";
import { roomRows } from "../app/state.ts";
import type { Row } from "../core/rows.ts";
import { words } from "../i18n/index.ts";
import { type Acts, RowView, rowProps } from "./message.tsx";
import { elder, textSize } from "./theme.ts";

export interface Jump {
  seq: number; // 0 = the unread line
  token: number;
  place: "start" | "center" | number; // a number: so many pixels below the top
  flash: boolean;
}

interface Props {
  self: { current: Log | null }; // Preact 11 hands no ref to a class
  room: number;
  label: string;
  rows: Row[];
  tail: boolean; // the last row is the end of the room
  jump: Jump | undefined;
  acts: Acts;
  language: string;
  names: unknown;
  older: () => void;
  newer: () => void;
  moved: (stuck: boolean) => void;
  seen: (seq: number, all: boolean) => void;
}

interface Anchor {
  key: string;
  end: number;
}
const endOf = (row: HTMLElement) => row.offsetTop + row.offsetHeight;

const nearPx = 900; // fetch before the edge is reached
const stuckPx = 48;
const dwellMs = 500; // before their eyes so long: seen

const nobodySpoke = (rows: Row[]) =>
  rows.every((row) => row.type !== "message") &&
  rows.some(
    (row) => row.type === "notice" && (row.what === "room_created" || row.what === "direct"),
  );

const emptyText = (room: number) =>
  roomRows.get(room)?.kind === "questions" ? words.value.questions.empty : words.value.log.empty;

export class Log extends Component<Props, { chosen: string }> {
  override state = { chosen: "" };
  private box: HTMLElement | null = null;
  private stuck = true;
  private endTop = 0; // where the end was when one was last brought to it
  private resize: ResizeObserver | undefined;
  private dwell: ReturnType<typeof setTimeout> | undefined;
  private readonly look = () => this.scheduleSeen();

  override componentDidMount(): void {
    this.props.self.current = this;
    if ("ResizeObserver" in window) {
      this.resize = new ResizeObserver(() => this.stuck && this.toEnd());
      this.resize.observe(this.box!);
    }
    document.addEventListener("visibilitychange", this.look);
    window.addEventListener("focus", this.look);
    this.place(this.props.jump);
    this.scheduleSeen();
    requestAnimationFrame(() => this.fill()); // what is kept may be less than a screen
  }

  override componentWillUnmount(): void {
    this.props.self.current = null;
    this.resize?.disconnect();
    clearTimeout(this.dwell);
    document.removeEventListener("visibilitychange", this.look);
    window.removeEventListener("focus", this.look);
  }

  override getSnapshotBeforeUpdate(): Anchor | null {
    // Scrolled away from the end, and the browser has not said so yet: it is not taken back.
    if (this.stuck && this.box && this.box.scrollTop < this.endTop - stuckPx) this.judge();
    return this.stuck && this.props.tail ? null : this.anchor();
  }

  override componentDidUpdate(before: Props, _state: unknown, anchor: Anchor | null): void {
    if (this.props.jump && this.props.jump.token !== before.jump?.token)
      this.place(this.props.jump);
    else if (this.stuck && this.props.tail) this.toEnd();
    else if (anchor) this.hold(anchor);
    this.scheduleSeen();
    requestAnimationFrame(() => this.fill());
  }

  // The first message in sight and where it ends: what stays put when rows come and go above it. A
  // day stands above all that come before it, too; and a message loses its name to one of the same
  // person above it.
  anchor(): Anchor | null {
    const box = this.box;
    if (!box) return null;
    let row = this.rowAt(box.scrollTop);
    while (row && !row.dataset["seq"]) row = row.nextElementSibling as HTMLElement | null;
    return row && { key: row.dataset["key"]!, end: endOf(row) - box.scrollTop };
  }

  // For keeping the place across a reload.
  whereabouts(): { seq: number; top: number; stuck: boolean } {
    const box = this.box!;
    let row = this.rowAt(box.scrollTop);
    while (row && !row.dataset["seq"]) row = row.nextElementSibling as HTMLElement | null;
    return {
      seq: Number(row?.dataset["seq"] ?? 0),
      top: row ? row.offsetTop - box.scrollTop : 0,
      stuck: this.stuck,
    };
  }

  private place(jump: Jump | undefined): void {
    if (!jump) return this.toEnd();
    const rows = this.rows();
    const target =
      jump.seq === 0
        ? rows.find((row) => row.dataset["key"] === "unread")
        : rows.find((row) => Number(row.dataset["seq"] ?? 0) >= jump.seq);
    if (!target) return this.toEnd();
    const box = this.box!;
    const top =
      jump.place === "start"
        ? 56
        : jump.place === "center"
          ? Math.max(8, (box.clientHeight - target.offsetHeight) / 2)
          : jump.place;
    box.scrollTop = target.offsetTop - top;
    this.judge();
  }

  private toEnd(): void {
    const box = this.box!;
    box.scrollTop = box.scrollHeight;
    this.endTop = box.scrollTop;
    this.judge();
  }

  private hold(anchor: Anchor): void {
    const box = this.box!;
    const row = box.querySelector<HTMLElement>(`:scope > [data-key="${anchor.key}"]`);
    if (row) box.scrollTop = endOf(row) - anchor.end;
    this.judge();
  }

  private rows(): HTMLElement[] {
    return this.box
      ? ([...this.box.children] as HTMLElement[]).filter((row) => row.dataset["key"])
      : [];
  }

  // Every child but the last is a row; that one may tell that nobody spoke yet.
  private rowAt(top: number): HTMLElement | null {
    const rows = this.box!.children as HTMLCollectionOf<HTMLElement>;
    let low = 0;
    let high = rows.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      const row = rows[middle]!;
      if (row.offsetTop + row.offsetHeight <= top) low = middle + 1;
      else high = middle;
    }
    const row = rows[low];
    return row?.dataset["key"] ? row : null;
  }

  private readonly onScroll = () => {
    if (!this.box) return; // told after the room was left
    this.judge();
    this.fill();
    this.scheduleSeen();
  };

  private judge(): void {
    const box = this.box!;
    const stuck = this.props.tail && box.scrollHeight - box.scrollTop - box.clientHeight < stuckPx;
    if (stuck === this.stuck) return;
    this.stuck = stuck;
    this.props.moved(stuck);
  }

  private fill(): void {
    const box = this.box;
    if (!box) return;
    if (box.scrollTop < nearPx) this.props.older();
    if (!this.props.tail && box.scrollHeight - box.scrollTop - box.clientHeight < nearPx)
      this.props.newer();
  }

  // Never put off by what comes meanwhile: in a lively room something always comes.
  private scheduleSeen(): void {
    this.dwell ??= setTimeout(() => {
      this.dwell = undefined;
      this.see();
    }, dwellMs);
  }

  private see(): void {
    const box = this.box;
    if (!box || document.visibilityState !== "visible" || !document.hasFocus()) return;
    if (this.stuck && this.props.tail) return this.props.seen(0, true);
    const bottom = box.scrollTop + box.clientHeight;
    const seqs = this.rows()
      .filter((row) => row.dataset["seq"] && row.offsetTop + row.offsetHeight / 2 <= bottom)
      .map((row) => Number(row.dataset["seq"]));
    if (seqs.length > 0) this.props.seen(seqs[seqs.length - 1]!, false);
  }

  // Arrow keys walk from message to message; Enter opens what can be done with it.
  private readonly onKey = (event: KeyboardEvent) => {
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    const buttons = [...this.box!.querySelectorAll<HTMLElement>("[data-more]")];
    const at = buttons.indexOf(document.activeElement as HTMLElement);
    if (at < 0) return;
    const next = buttons[at + (event.key === "ArrowUp" ? -1 : 1)];
    if (!next) return;
    event.preventDefault();
    this.setState({ chosen: next.closest<HTMLElement>("[data-key]")!.dataset["key"]! });
    next.focus();
  };

  override render({ room, label, rows, acts, jump }: Props) {
    const { language, names } = rowProps();
    void [elder.value, textSize.value]; // the rows change their height: hold on to the place
    const actable = rows.filter(
      (row) => row.type === "message" && row.way === "kept" && !row.deleted,
    );
    const chosen = actable.some((row) => row.key === this.state.chosen)
      ? this.state.chosen
      : actable[actable.length - 1]?.key;
    return (
      <div
        class="log"
        role="log"
        aria-label={label}
        aria-live={this.stuck ? "polite" : "off"}
        tabIndex={0}
        ref={(box) => {
          this.box = box;
        }}
        onScroll={this.onScroll}
        onKeyDown={this.onKey}
      >
        {rows.map((row) => (
          <RowView
            key={row.key}
            room={room}
            row={row}
            acts={acts}
            language={language}
            names={names}
            chosen={row.key === chosen}
            flash={row.type === "message" && jump?.flash === true && row.seq === jump.seq}
          />
        ))}
        {nobodySpoke(rows) && <p class="empty">{emptyText(room)}</p>}
      </div>
    );
  }
}
