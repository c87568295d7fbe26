import type { Criterion } from "./criterion.ts";
import { ON_SUBJECT, ofRecords, type PeerContext } from "./peerContext.ts";

/** The need's themes, in one cooperation; told through that record. */
export const peerTheme: Criterion<PeerContext> = {
  code: "theme",
  asked: (view) => view.themes.size > 0,
  value: (context) => ofRecords(context, (c) => c.theme),
  sentence: (context) => {
    const { best, view, lexicon } = context;
    // Where the record is on the subject, its own words are told.
    if (!best || best.subject >= ON_SUBJECT || best.theme < 0.5 || !view.themes.has(best.cooperation.theme))
      return null;
    return `Coopération enregistrée sur le thème « ${lexicon.concepts.get(`t:${best.cooperation.theme}`)?.label ?? best.cooperation.theme} »`;
  },
};
