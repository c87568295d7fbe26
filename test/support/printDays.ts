import { readDays } from "./readDays.ts";

/** Run under another zone (TZ): what is read of days there. */
console.log(JSON.stringify({ machine: Intl.DateTimeFormat().resolvedOptions().timeZone, read: readDays() }));
