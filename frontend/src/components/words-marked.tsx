import type { Words } from '@/fountain/words';

const LOOKS = { came: 'bg-good/15 text-good no-underline', went: 'bg-bad/15 text-bad' } as const;

/** A text with the words that came and went, for eyes and for ears. */
export function WordsMarked({ words }: { words: readonly Words[] }) {
  return (
    <p className="font-script whitespace-pre-wrap wrap-anywhere" dir="auto">
      {words.map(({ text, came, went }, index) => {
        const Mark = came ? 'ins' : went ? 'del' : 'span';
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: they have no other name, and stay where they are
          <Mark key={index} className={came ? LOOKS.came : went ? LOOKS.went : undefined}>
            {text}
          </Mark>
        );
      })}
    </p>
  );
}
