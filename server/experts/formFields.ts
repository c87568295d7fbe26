import type { ExpertContent } from "../domain/expert.ts";
import { EXPERT_KIND_LABELS, type ExpertKind, MODE_LABELS, type Mode } from "../domain/vocabulary.ts";
import type { Posted } from "../http/forms.ts";
import type { Labels } from "../reference/labels.ts";
import type { Directory, FacetName } from "./directory.ts";
import type { ExpertRecord } from "./model.ts";
import type { DirectoryQuery } from "./schema.ts";

/** A profile before anything was written. */
export function blankProfile(): ExpertContent {
  return {
    kind: "agent",
    headline: "",
    bio: "",
    skills: [],
    themes: [],
    countries: [],
    languages: [],
    organisation: null,
    departement: null,
    modes: [],
    availability: [],
    missionsPerYear: 1,
    yearsOfExperience: 0,
  };
}

/** The fields of the editor's form, as a browser would send them, for a profile or for none yet. */
export function fieldsOfProfile(record: ExpertRecord | null, name: string, phone: string | null): Posted {
  if (!record) return { ...blankProfile(), name, phone: phone ?? "", skills: "" };
  return {
    ...record,
    phone: record.contact.phone ?? "",
    skills: record.skills.join("\n"),
    organisation: record.organisation ?? "",
    departement: record.departement ?? "",
  };
}

const LEGENDS: Record<FacetName, string> = {
  theme: "Thème",
  country: "Pays d’expérience",
  language: "Langue de travail",
  skill: "Compétence",
  kind: "Statut",
  mode: "Mode d’intervention",
};
const OPEN: FacetName[] = ["theme", "country"];

/** The facets as the panel shows them: chosen values first, then by how many profiles each would keep. */
export function facetGroups(query: DirectoryQuery, facets: Directory["facets"], labels: Labels) {
  const wording: Record<FacetName, (code: string) => string> = {
    theme: labels.theme,
    country: labels.country,
    language: labels.language,
    skill: labels.skill,
    kind: (code) => EXPERT_KIND_LABELS[code as ExpertKind] ?? code,
    mode: (code) => MODE_LABELS[code as Mode] ?? code,
  };
  return (Object.keys(LEGENDS) as FacetName[]).map((name) => {
    const chosen = new Set<string>(query[name]);
    const counts = new Map(Object.entries(facets[name]));
    for (const value of chosen) if (!counts.has(value)) counts.set(value, 0);
    const options = [...counts]
      .map(([value, count]) => ({ value, count, label: wording[name](value), checked: chosen.has(value) }))
      .sort(
        (a, b) =>
          Number(b.checked) - Number(a.checked) || b.count - a.count || a.label.localeCompare(b.label, "fr"),
      );
    return { name, legend: LEGENDS[name], options, open: OPEN.includes(name) || chosen.size > 0 };
  });
}
