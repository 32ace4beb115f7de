// The parts of the matrix. Each: how many cases a whole run has, how its house is made, one case.
import { kill, power } from "./crash.mjs";
import { disk } from "./disk.mjs";
import { inject } from "./inject.mjs";
import { slow, stop } from "./pause.mjs";
import { restore } from "./restore.mjs";
import { rot } from "./rot.mjs";

export const parts = { kill, power, disk, inject, stop, slow, rot, restore };
