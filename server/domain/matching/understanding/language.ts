/** The languages in which needs and profiles are read. */
export const LANGUAGES = ["fr", "en", "es", "pt"] as const;
export type Language = (typeof LANGUAGES)[number];
/** Those whose words stand in lists of their own, beside the French thesaurus. */
export const FOREIGN = ["en", "es", "pt"] as const;
export type Foreign = (typeof FOREIGN)[number];

const wordsOf = (list: string): ReadonlySet<string> => new Set(list.split(" "));

/** Function words: they carry no subject of their own, and may stand between the words of a term. Folded. */
export const EMPTY_WORDS: Record<Language, ReadonlySet<string>> = {
  fr: wordsOf(
    "a ai ainsi alors apres au aucun aucune aussi autre autres aux avant avec c ca car ce cela celle celles celui ces cet cette ceux chaque chez " +
      "comme comment d dans de depuis des deux donc dont du elle elles en encore entre est et etaient etait ete etre eu eux fait faire " +
      "font hors i il importe ils j je jusqu jusque l la le les leur leurs lors lorsque lui m ma mais me meme memes mes moi moins mon n ne ni " +
      "nos notre nous on ont or ou par parce pas peu peut peuvent plus plusieurs pour pourtant pourquoi pres puis qu quand que quel quelle " +
      "quelles quelqu quelque quelques quels qui quoi s sa sans se sera ses si soi soit sommes son sont sous sur t ta tandis te tes toi ton " +
      "tous tout toute toutes tres trop tu un une vers via voici voila vos votre vous y " +
      // A French text quotes names and titles in other languages.
      "the of and to in for with our we is are that on by an at from o os as do da dos das um uma para com no na nos nas el los las del y e una por con su sus",
  ),
  en: wordsOf(
    "a an the and or but nor so yet of to in on at by for from with without into onto out up down off over under about after before between through " +
      "during against among i me my we us our ours you your yours he him his she her hers it its they them their theirs this that these those " +
      "who whom whose which what when where why how is are was were be been being am do does did doing done have has had having will would shall " +
      "should can could may might must not no than then there here some any each every all both few more most much many other others another such " +
      "only own same too very just also even still again once if because as until while again further s t re ve ll d m like want wants wish " +
      "one two three four some someone somebody something anyone anybody thing things make makes made get gets got go goes went come comes",
  ),
  es: wordsOf(
    "a al algo alguien algun alguna algunas alguno algunos ante antes aqui asi aun aunque cada como con contra cual cuales cuando de del desde donde dos " +
      "e el ella ellas ellos en entre era eran es esa esas ese eso esos esta estaba estan estar estas este esto estos fue fueron ha haber habia hace hacer " +
      "han hasta hay la las le les lo los mas me mi mis mucho muchos muy nada ni no nos nosotros nuestra nuestras nuestro nuestros o otra otras otro " +
      "otros para pero poco por porque que quien quienes se sea ser si sin sobre solo somos son su sus suya suyo tal tambien tampoco tan tanto te " +
      "tiene tienen toda todas todo todos tu tus un una unas uno unos usted ustedes vosotros y ya yo quisieramos queremos cosa cosas tres",
  ),
  pt: wordsOf(
    "a ao aos aquela aquelas aquele aqueles aqui as assim ate cada com como contra da das de dela delas dele deles depois desde do dois dos duas e ela " +
      "elas ele eles em entre era eram essa essas esse esses esta estao estar estas este estes eu faz fazer foi foram ha isso isto ja la lhe lhes mais " +
      "mas me mesmo meu meus minha minhas muito muitos na nao nas nem no nos nossa nossas nosso nossos num numa o onde os ou outra outras outro outros " +
      "para pela pelas pelo pelos pois por porque qual quais quando que quem se seja sem ser seu seus si so sobre somos sao sua suas tal tambem tao te " +
      "tem tem tinha toda todas todo todos tu um uma umas uns voce voces vos queremos coisa coisas tres",
  ),
};
