/** Everything here only eases what already works without it. */
import { countCharacters } from "./counter.js";
import { showErrors } from "./error-summary.js";
import { fetchOptions } from "./facets.js";
import { closeMenus } from "./menus.js";
import { filterChoices } from "./multi-choice.js";
import { openWidePanels } from "./panels.js";
import { offerThemes } from "./theme.js";

offerThemes();
closeMenus();
openWidePanels();
countCharacters();
fetchOptions();
filterChoices();
showErrors();
