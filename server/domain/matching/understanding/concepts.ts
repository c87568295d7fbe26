import type { Reference } from "../../reference.ts";
import type { ThemeCode } from "../../vocabulary.ts";

/** One thing that a text can be about. Themes hold subthemes, which hold families; skills stand beside them. */
export type Concept = {
  code: string;
  label: string;
  level: "theme" | "subtheme" | "family" | "skill";
  theme: ThemeCode | null;
  subtheme: string | null;
  /** Codes of the concepts above it, ready to be looked up: a family's subtheme, and the theme of both. */
  above: { subtheme: string | null; theme: string | null };
  /** Families only: another theme that it is about as well. */
  also: ThemeCode | null;
  /** Skills only: the family of skills. */
  skillFamily: string | null;
};

export const themeConcept = (code: string) => `t:${code}`;
export const subthemeConcept = (code: string) => `s:${code}`;
export const familyConcept = (code: string) => `f:${code}`;
export const skillConcept = (code: string) => `k:${code}`;

/** Everything that a text can be about, by code: themes with their subthemes, skills, families. */
export function compileConcepts(reference: Reference): Map<string, Concept> {
  const concepts = new Map<string, Concept>();
  for (const theme of reference.themes) {
    const code = themeConcept(theme.code);
    concepts.set(code, concept(code, theme.label, "theme", theme.code));
    for (const subtheme of theme.subthemes) {
      const subCode = subthemeConcept(subtheme.code);
      concepts.set(subCode, {
        ...concept(subCode, subtheme.label, "subtheme", theme.code),
        subtheme: subtheme.code,
      });
    }
  }
  for (const skill of reference.skills) {
    const code = skillConcept(skill.code);
    concepts.set(code, { ...concept(code, skill.label, "skill", null), skillFamily: skill.family });
  }
  for (const family of reference.families) {
    const code = familyConcept(family.code);
    const made = concept(code, family.label, "family", family.theme);
    const subtheme = family.subtheme ? subthemeConcept(family.subtheme) : null;
    concepts.set(code, {
      ...made,
      also: family.also ?? null,
      subtheme: family.subtheme,
      above: { ...made.above, subtheme },
    });
  }
  return concepts;
}

function concept(code: string, label: string, level: Concept["level"], theme: ThemeCode | null): Concept {
  const above = { subtheme: null, theme: theme && level !== "theme" ? themeConcept(theme) : null };
  return { code, label, level, theme, subtheme: null, above, also: null, skillFamily: null };
}
