/** Text as it is compared: compatibility forms folded, case and ё levelled. */
export const folded = (text: string): string => text.normalize("NFKC").toLowerCase().replaceAll("ё", "е");
