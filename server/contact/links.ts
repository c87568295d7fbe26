/** Before a name, these end in a dot that a hurried hand does not follow by a space: "St.Denis" is no address. */
const ABBREVIATIONS = /(?<![\p{L}\p{N}])(?:M|Mme|Mlle|Dr|Me|Pr|St|Ste)\.(?=\p{Lu})/gu;

/**
 * What a mail program makes a link of: an address of the web or of somebody, with or without its beginning. Two signs beside a
 * dot are enough: of a longer run each beginning would be tried up to its end.
 */
const LINK = /:\/\/|@|(?<![\p{L}\p{N}])www\.|[\p{L}\p{N}-]{2}\.\p{L}{2}/iu;

/** Whether a text would show as a link in a mail. */
export const carriesLink = (text: string): boolean => LINK.test(text.replace(ABBREVIATIONS, ""));
