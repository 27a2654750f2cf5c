import { styleText } from 'node:util';

/** How results are dressed for whoever reads them. */
export interface Style {
  readonly colour: boolean;
}

type Look = 'bold' | 'dim' | 'red' | 'green' | 'yellow';

/** Colours text that is neutral already: escape sequences in it must be ours alone. */
export function paint(text: string, look: Look, style: Style): string {
  return style.colour ? styleText(look, text) : text;
}
