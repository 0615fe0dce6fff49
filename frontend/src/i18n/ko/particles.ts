/**
 * Korean particles follow the sound that a word ends in. Texts of the catalogue give both, as in "{name}을(를)";
 * once the name is known, one of them is right.
 */
const FIRST = 0xac00;
const LAST = 0xd7a3;
const FINALS = 28;
/** The final of 8, which 으로 treats like a vowel: 서울로. */
const RIEUL = 8;
/** Finals of the digits as they are read: 영 일 이 삼 사 오 육 칠 팔 구. */
const DIGITS = [21, RIEUL, 0, 16, 0, 0, 1, RIEUL, RIEUL, 0];
/** Finals of letters that stand alone, as pseudonyms do: 엘, 엠, 엔, 알; every other one ends in a vowel. */
const LETTERS: Readonly<Record<string, number>> = { L: RIEUL, M: 16, N: 4, R: RIEUL };

/** The final consonant with which `word` is read, 0 for none; null where nobody can say. */
function finalOf(word: string): number | null {
  const last = word.at(-1) ?? "";
  const code = last.charCodeAt(0);
  if (code >= FIRST && code <= LAST) return (code - FIRST) % FINALS;
  if (/^\d$/.test(last)) return DIGITS[Number(last)] ?? null;
  if (/(^|[^A-Za-z])[A-Z]$/.test(word)) return LETTERS[last] ?? 0;
  return null;
}

type Pair = readonly [afterConsonant: string, afterVowel: string];
const PAIRS: Readonly<Record<string, Pair>> = {
  "을(를)": ["을", "를"],
  "이(가)": ["이", "가"],
  "은(는)": ["은", "는"],
  "와(과)": ["과", "와"],
  "(으)로": ["으로", "로"],
};
const BOTH = /(\S*?)([”’"')\]]*)(을\(를\)|이\(가\)|은\(는\)|와\(과\)|\(으\)로)/g;

/** `text` with each pair of particles settled where the word before it is one that can be read aloud. */
export function settleParticles(text: string): string {
  return text.replace(BOTH, (all, word: string, quotes: string, both: string) => {
    const final = finalOf(word);
    const [consonant, vowel] = PAIRS[both] ?? [];
    if (final === null) return all;
    const asVowel = final === 0 || (both === "(으)로" && final === RIEUL);
    return `${word}${quotes}${asVowel ? vowel : consonant}`;
  });
}
