import { enLog } from "./en_log.ts";
import { enParts } from "./en_parts.ts";
import type { LaterWords } from "./zh.ts";

const count = (n: number) => n.toLocaleString("en");
const many = (n: number, one: string, more: string) => `${count(n)} ${n === 1 ? one : more}`;

export const en: LaterWords = {
  copy: "Copy",
  copied: "Copied",
  search: "Find by name",
  searchHint: "a part of the name",
  searchUnit: "Find a unit",
  nobody: "There is nobody of that name.",
  nothing: "There is no unit of that name.",
  more: (n) => `Show ${count(n)} more`,
  loading: "Fetching…",
  failed: "It could not be fetched.",
  again: "Try again",
  done: "Done.",
  inactive: "deactivated",
  me: "Me",
  save: "Save",

  entry: {
    firstTitle: "Begin a new house",
    firstHow:
      "Nobody lives here yet. You are the first, and the owner of all: you can make units, " +
      "invite people and give duties.",
    joinTitle: "You are invited",
    joinHow: "Write the name by which people know you, and come in.",
    name: "Name",
    newPassword: "New password",
    newPasswordMay: "Password (may be set later)",
    oldPassword: "Present password",
    rules: "At least 8 characters of any kind; a sentence that only you know is best.",
    begin: "Begin",
    join: "Join",
    putOff: "Set the password later, and go in",
    have: "I have an account",
    setTitle: "Set a password",
    changeTitle: "Change the password",
    ends: "Saving it signs you out on your other devices.",
    why: {
      login_invalid: "A login is one word of 2 to 64 bytes, without blanks.",
      login_taken: "Somebody has this login already. Please choose another.",
      "password_weak.length": "A password has 8 to 128 characters.",
      "password_weak.login": "The password must not have the login in it.",
      "password_weak.common":
        "Too many people use this password; it is guessed first. Please choose another.",
      password_wrong: "The present password is wrong.",
      password_not_due:
        "Say the present password. If it is forgotten, ask your organiser for a sign-in link " +
        "and set a new one after coming in by it.",
      name_misleading:
        "This name looks like that of somebody who holds a duty. Please write it so that you " +
        "can be told apart.",
      title_invalid: "A name must not be empty, too long, or have control characters.",
      rate_limited: "That was too many tries. Please wait a little.",
      overloaded: "The server is too busy. Please try again in a moment.",
      lost: "The server could not be reached. Please try again.",
    },
  },
  account: {
    title: "My account",
    rename: "Change my name",
    setPassword: "Set a password",
    changePassword: "Change the password",
    data: "Fetch all my data",
    fetching: "Fetching…",
    dataFailed: "It could not be fetched. Please try again later.",
    leave: "Close my account",
    leaveHow:
      "Your name, login, devices and reading marks are erased at once, and you leave all rooms. " +
      "It cannot be undone. Words not yet sent are lost.",
    words: "What you said",
    wordsWays: {
      keep: "Stays in its rooms, signed “erased”",
      delete: "Is deleted, all of it",
    },
    leaveDo: "Close it",
  },

  invitations: {
    title: "Invitations",
    how:
      "Whoever has the link or the QR code writes a name and comes in, until it is used up " +
      "or too old.",
    unit: "Into which unit",
    noUnit: "No unit yet, to be welcomed",
    duty: "And organiser of this unit",
    uses: "For how many people (1 to 10,000)",
    days: "For how many days (1 to 90)",
    note: "A note (organisers see it)",
    usesWrong: "The number of people is a whole number from 1 to 10,000.",
    daysWrong: "The number of days is a whole number from 1 to 90.",
    make: "Make an invitation",
    another: "Make another",
    link: "Link of the invitation",
    qr: "QR code of the invitation",
    once: (until) => `Copy it or take a picture now: it is not shown again. Good until ${until}.`,
    list: "Invitations made",
    none: "No invitations yet.",
    count: (used, uses) => `used ${count(used)} of ${count(uses)}`,
    until: (day) => `until ${day}`,
    states: { open: "open", used_up: "used up", expired: "too old", revoked: "taken back" },
    revoke: "Take back",
  },
  roster: {
    title: "List of people",
    how:
      "Save a table as CSV, at most 2,000 people. The first line names the columns; " +
      "“name” is needed, the others may be left out.",
    example:
      "name,unit,login,duty\nWang Min,Refinery/First branch,wang.min,\n" +
      "Xu Jing,Refinery/First branch,,organiser",
    file: "CSV file (UTF-8 or GBK)",
    createUnits: "Make units that are not there",
    check: "Look first",
    take: "Take in",
    working: "Working…",
    pickFirst: "Please pick a file first.",
    tooLarge: "The file is too large: at most 1 MiB. Please split it.",
    problems: (n) => `${count(n)} ${n === 1 ? "row is" : "rows are"} wrong; nobody was taken in.`,
    line: (n) => `Line ${count(n)}: `,
    would: (n) => `All is well. ${count(n)} will be added.`,
    made: (n) => `${count(n)} added.`,
    already: (n) => `${count(n)} are here already and stay as they are.`,
    units: (n, names) => `${count(n)} new ${n === 1 ? "unit" : "units"}: ${names}`,
    sheet: "Print sign-in codes",
    making: (done, all) => `Making links: ${count(done)} of ${count(all)}`,
    ready: "Ready to print. Each code works once, within seven days.",
    print: "Print",
    back: "Back",
    sheetFailed: "Some links could not be made. Please go back and try again.",
    qrOf: (name) => `Sign-in code of ${name}`,
    slip: "scan to sign in, once",
    why: {
      not_text: "This is no text in its encoding; save it as UTF-8.",
      unreadable: "A quote or a path is not whole.",
      columns: "The first line has no column “name”.",
      rows: "The list is empty.",
      name_missing: "There is no name.",
      duty_unknown: "This duty is not known; write “organiser” or leave it out.",
      twice: "This person or login stands in the list twice.",
      too_many: "More than 2,000 people; please split the list.",
      unit_unknown: "There is no such unit.",
      login_taken: "Somebody has this login already.",
      login_invalid: "A login is one word of 2 to 64 bytes.",
      not_organiser: "You do not organise this unit.",
    },
  },

  create: {
    title: "New room",
    name: "Name of the room",
    unit: "Which unit it belongs to",
    kind: "What it is for",
    kinds: {
      chat: "Talking: everybody in it may speak",
      bulletin: "Bulletin: only organisers post",
      questions: "Questions: each has a time limit",
    },
    access: "Who may come in",
    open: (unit) => `everybody in “${unit}”, by themselves`,
    closed: "only those who are invited",
    past: "Who comes later",
    shown: "sees what was said before",
    hidden: "sees only what is said from then on",
    do: "Make it",
  },

  panel: {
    readers: "Who can read this",
    open: (unit) =>
      `All who are in the room can read all of it; everybody in “${unit}” may come in.`,
    closed:
      "Only those who are in the room can read it. They let others in, and everybody sees who did.",
    direct: (name) =>
      `Only you and ${name} can read it. Nobody else can come in, organisers neither.`,
    shown: "Newcomers see what was said before.",
    hidden: "Newcomers do not see what was said before they came.",
    outside:
      "You look after this room and are not in it: you may rename and archive it and " +
      "narrow its rules; you read neither its words nor who is in it.",
    machine:
      "The words are not stored encrypted: who runs the server's machine can read its disk and " +
      "backups.",
    members: (n) => `Members (${count(n)})`,
    message: "Message",
    messageTo: (name) => `Message ${name}`,
    remove: "Take out",
    removeOf: (name) => `Take out of the room: ${name}`,
    removeAsk: (name) => `Take ${name} out of this room?`,
    removeHow: "They stop hearing and reading the room at once. Everybody in it sees this.",
    add: "Let somebody in",
    addHow: "They are in at once, and everybody in the room sees who let them in.",
    addDo: (n) => (n === 0 ? "Let in" : `Let ${many(n, "person", "people")} in`),
    addMost: (n) => `At most ${count(n)} at a time.`,
    addFrom: "These are the people you look after, and those who share another room with you.",
    allIn: "Everybody you could let in is in the room.",
    rename: "Rename",
    renameTitle: "Rename the room",
    rules: "Change the rules",
    rulesTitle: "Rules of the room",
    rulesHow: "A change stands in the room, where everybody sees it.",
    widen: "Who is not in the room can neither open it nor show its past.",
    archive: "Archive",
    archiveAsk: "Archive this room?",
    archiveHow: "Its members can still read it, and nobody can speak. It can be put to use again.",
    reopen: "Put to use again",
    leave: "Leave the room",
    arrange: "Arrange the room",
  },

  card: {
    self: "This is you.",
    direct: "Message",
    directHow: "Only the two of you can read it; nobody else can come in.",
  },

  admin: {
    title: "Administration",
    back: "Back to the rooms",
    tree: "Organisation",
    root: "Everybody",
    reception: "reception",
    receptionHow: "welcomes those without a unit",
    people: (n) => many(n, "person", "people"),
    overdue: (n) => `${many(n, "person has", "people have")} waited too long`,
    pick: "Pick a unit of the organisation, or see who waits for one.",
    waiting: "Waiting for a unit",
    log: "Log of the organisation",
    here: "This unit",
    below: (n) => `${many(n, "person", "people")} with the units below`,
    notYours: "You do not look after this unit; you see where it stands and who organises it.",
    noUnit: "There is no such unit, or it is closed.",
    expand: "Show the units below",
    collapse: "Hide the units below",
  },

  unit: {
    create: "New unit below",
    createTitle: (above) => `New unit below “${above}”`,
    name: "Name of the unit",
    rename: "Rename",
    renameTitle: (name) => `Rename “${name}”`,
    move: "Move",
    moveTitle: (name) => `Where “${name}” goes`,
    moveHow:
      "Its units and people go with it. Who does not belong to a unit above any more leaves that " +
      "unit's open rooms at once.",
    isHere: "is here now",
    moveNowhere: "There is nowhere to go: only units you look after, and none below itself.",
    close: "Close the unit",
    closeTitle: (name) => `Close “${name}”?`,
    closeHow:
      "It cannot be opened again. There must be no units, people, duties or rooms in use in it.",
    closeNow: "It cannot be closed now",
    holds: {
      units: "There are units below it. Move or close them first.",
      members: "It is the unit of some people. Move them first.",
      duties: "Some people hold a duty in it. Take these back first.",
      rooms: "It has rooms in use. Archive them first.",
    },
    reception: "Welcome newcomers here",
    receptionOff: "Stop welcoming here",
    receptionHow:
      "Those without a unit stand in the waiting list and are welcomed within three days.",
    duties: "Duties",
    nobodyHolds: "Nobody holds a duty here.",
    owner: "Owner",
    organiser: "Organiser",
    give: "Give a duty",
    giveTitle: (unit) => `Who shall organise “${unit}”`,
    giveHow:
      "Organisers look after the unit and what lies below: units, people and rooms. A duty lets " +
      "nobody read a room they are not in.",
    take: "Take back",
    takeOf: (name, duty) => `Take back the duty of ${name}: ${duty}`,
    takeAsk: (name) => `Take the duty back from ${name}?`,
    takeOwn: "Lay down your own duty?",
    takeHow: "It ends at once; open rooms they were in by this duty alone are left, too.",
    people: "People",
    none: "Nobody is here yet.",
    add: "Add a person",
    addTitle: (unit) => `Add a person to “${unit}”`,
    addHow: "Then you can get a sign-in link to hand to them.",
    personName: "Name",
    added: (name) => `${name} has been added.`,
    addMore: "Add another",
    in: (unit) => unit,
  },

  person: {
    home: "Unit",
    homeless: "no unit yet",
    move: "Move",
    moveTitle: (name) => `Which unit ${name} belongs to`,
    moveHow: "Who does not belong to a unit any more leaves its open rooms at once.",
    moveOut: "No unit (to the waiting list)",
    settle: "Give a unit",
    duties: "Duties",
    noDuty: "No duty.",
    give: "Give a duty",
    dutyIn: (duty, unit) => `${unit} · ${duty}`,
    link: "Sign-in link",
    linkMake: "Get a sign-in link",
    linkHow: (when) =>
      `Hand it to them, to open or scan on their own device. It works once, until ${when}. ` +
      "Whoever has it can come in as this person: let it go through nobody else's hands.",
    linkQr: (name) => `Sign-in QR code of ${name}`,
    rename: "Rename",
    renameTitle: (name) => `Rename ${name}`,
    signOut: "Sign out everywhere",
    signOutAsk: (name) => `Sign ${name} out on all devices?`,
    signOutHow:
      "It happens at once; to come back they need their password or a new sign-in link. Do this " +
      "when a phone is lost.",
    erase: "Erase",
    eraseAsk: (name) => `Erase ${name}?`,
    eraseHow:
      "Name, login, sessions and read marks are gone at once, and they leave all rooms. It " +
      "cannot be undone. For a time away, deactivate instead.",
    eraseWords: "What they said",
    eraseWays: { keep: "stays in the rooms, signed “erased”", delete: "is deleted, all of it" },
    eraseChoose: "Choose first what becomes of what they said.",
    deactivate: "Deactivate",
    deactivateAsk: (name) => `Deactivate ${name}?`,
    deactivateHow:
      "They are signed out everywhere at once and their sign-in links end. What they said stays; " +
      "they can be reactivated.",
    reactivate: "Reactivate",
    notYours: "This person also holds a duty outside your part, and is looked after from above.",
    message: "Message",
  },

  waiting: {
    title: "Waiting for a unit",
    how: (unit) => `“${unit}” welcomes those without a unit: say hello, then give them one.`,
    noReception:
      "No unit welcomes newcomers; the owners look after them. A unit can be set to welcome them.",
    none: "Nobody is waiting.",
    welcome: "Welcomed",
    welcomeOf: (name) => `Note that ${name} has been welcomed`,
    settle: "Give a unit",
    settleOf: (name) => `Give a unit to ${name}`,
    welcomed: (since) => `welcomed; has waited ${since}`,
    waits: (since, left) => `has waited ${since}, ${left} left`,
    waitsOnly: (since) => `has waited ${since}`,
    overdue: (since, over) => `has waited ${since}, overdue by ${over}`,
    notYours: "Newcomers are welcomed by another unit.",
  },

  ...enParts,

  log: {
    title: "Log of the organisation",
    how: "Every change of units, people and duties in your part.",
    none: "Nothing has changed yet.",
    older: "Earlier",
    server: "The server",
    closedUnit: (unit) => `a closed unit (no. ${unit})`,
    sentence: enLog,
  },

  duration: (ms) => {
    const minutes = Math.max(1, Math.round(ms / 60_000));
    const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)];
    const day = many(days, "day", "days");
    const hour = many(hours, "hour", "hours");
    if (days > 0) return hours > 0 ? `${day} ${hour}` : day;
    return hours > 0 ? hour : many(minutes, "minute", "minutes");
  },

  why: {
    notice_unknown: "There is no such notice, or it need not be confirmed.",
    not_counted: "Readers are not counted here.",
    not_bulletin: "Notices are posted in bulletin rooms.",
    not_forwardable: "Words of closed and direct rooms cannot be forwarded elsewhere.",
    name_misleading: "This name looks like that of somebody who holds a duty. Choose another.",
    not_organiser: "You hold no duty for this.",
    unit_unknown: "There is no such unit, or it is closed.",
    unit_cycle: "A unit cannot lie below itself.",
    unit_closed: "This unit is closed.",
    last_owner: "Somebody has to own the organisation. Give the duty to another first.",
    member_inactive: "This member is deactivated.",
    member_unknown: "There is no such member.",
    not_in_unit: "Somebody of them does not belong to the room's unit.",
    direct_room: "A room of two cannot be changed like this.",
    not_member: "You are not in this room and cannot do this.",
    title_invalid: "A name must not be empty, too long, or have control characters.",
  },
  limit: {
    rooms_per_member: "Somebody of them is in as many rooms as one may be.",
    units: "There are as many units as there may be.",
    unit_depth: "The tree is as deep as it may be (12 levels).",
    duties_per_member: "This member holds as many duties as one may.",
  },
};
