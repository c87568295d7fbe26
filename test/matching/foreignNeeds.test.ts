import { beforeAll, describe, expect, it } from "vitest";
import { idsOf } from "../../server/matching/evaluate.ts";
import { type Bench, rankJudged } from "../../server/matching/judgedRun.ts";
import { buildNeed } from "../domain/matching/support.ts";
import { devBench } from "./support.ts";

describe("integration: needs in English, Spanish and Portuguese find French profiles", () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await devBench();
  });

  it.each([
    [
      "School toilets in Togo",
      "Our partner town has seven primary schools without proper toilets. Girls stay at home some days. We are looking for someone to help us choose a simple sanitation model and organise maintenance with parents.",
      "x123",
    ],
    [
      "District heating in Ukraine",
      "The boiler house was hit. We need an engineer to advise whether to repair the district heating or to insulate public buildings first.",
      "x024",
    ],
    [
      "Casa refugio para mujeres en Colombia",
      "El municipio necesita un protocolo de acogida para mujeres víctimas de violencia de género y formación de la policía.",
      "x050",
    ],
    [
      "Presupuesto participativo en Túnez",
      "El alcalde quiere que los vecinos decidan una parte de las inversiones. Buscamos una persona con experiencia en participación ciudadana.",
      "x049",
    ],
    [
      "Merenda escolar com agricultura familiar no Brasil",
      "Queremos aprender como as escolas compram alimentos dos agricultores locais para a merenda escolar.",
      "x127",
    ],
    [
      "Gestão da água no Benim",
      "Os comitês de água não conseguem cobrar as tarifas; precisamos de apoio para a gestão da água e os contratos com o operador.",
      "x106",
    ],
  ])("%s", async (title, description, expected) => {
    const ranking = await rankJudged(bench, "experts", buildNeed({ title, description }), { limit: 10 });
    expect(idsOf(ranking).slice(0, 3)).toContain(expected);
    expect(ranking.nothingFits).toBe(false);
  });
});
