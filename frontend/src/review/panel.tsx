'use client';
import { MessageSquarePlus } from 'lucide-react';
import { useState } from 'react';
import { inWords } from '@/api/problems';
import { type Comment, type MarkerFormat, markersOf, type useComments } from '@/api/review-queries';
import { Button } from '@/components/button';
import { saveFile } from '@/components/save-file';
import { Empty, Shown } from '@/components/states';
import { toast } from '@/components/toasts';
import { Composer, type Draft } from './composer';
import { isAt } from './marks';
import { Thread } from './thread';

const FORMATS: Record<MarkerFormat, { name: string; file: string }> = {
  edl: { name: 'DaVinci Resolve (EDL)', file: 'comments.edl' },
  fcp7: { name: 'Premiere Pro (XML)', file: 'comments.xml' },
  fcpxml: { name: 'Final Cut Pro (FCPXML)', file: 'comments.fcpxml' },
  csv: { name: 'Spreadsheet (CSV)', file: 'comments.csv' },
};
const SHOWN = ['open', 'resolved', 'all'] as const;

/** What is said of the film, by frame; behind it what was said of shots that are gone. */
export function Panel({
  productionId,
  comments,
  frame,
  timecode,
  mayWrite,
  mayClear,
  draft,
  color,
  onColor,
  onDraft,
  onBegin,
  onGo,
}: {
  productionId: string;
  comments: ReturnType<typeof useComments>;
  frame: number;
  timecode: (frame: number) => string;
  mayWrite: boolean;
  mayClear: boolean;
  draft: Draft | null;
  color: string | null;
  onColor: (color: string | null) => void;
  onDraft: (draft: Draft | null) => void;
  /** Write one at the frame that is shown. */
  onBegin: () => void;
  onGo: (comment: Comment) => void;
}) {
  const [shown, setShown] = useState<(typeof SHOWN)[number]>('open');
  return (
    <section aria-labelledby="comments" className="flex min-w-0 flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <h2 id="comments" className="flex-1 font-semibold">
          Comments
        </h2>
        <select
          aria-label="Which comments"
          value={shown}
          onChange={(event) => setShown(event.target.value as typeof shown)}
          className="min-h-9 rounded-lg border border-edge bg-field px-2 text-sm"
        >
          {SHOWN.map((each) => (
            <option key={each} value={each}>
              {each[0]?.toUpperCase() + each.slice(1)}
            </option>
          ))}
        </select>
        {mayWrite && !draft && (
          <Button look="accent" title="C" onClick={onBegin}>
            <MessageSquarePlus aria-hidden className="size-4" />
            Comment
          </Button>
        )}
      </div>
      {draft && (
        <Composer
          productionId={productionId}
          draft={draft}
          frame={frame}
          timecode={timecode}
          color={color}
          onColor={onColor}
          onChange={onDraft}
          onClose={() => {
            onColor(null);
            onDraft(null);
          }}
        />
      )}
      <Shown of={comments}>
        {(all) => {
          const chosen = all.filter((each) => shown === 'all' || (shown === 'open') === (each.resolved_at === null));
          if (all.length === 0)
            return draft ? null : (
              <Empty>
                {mayWrite
                  ? 'Nothing was said of this film yet. Stop where something strikes you, and press C.'
                  : 'Nothing was said of this film yet.'}
              </Empty>
            );
          return (
            <>
              {chosen.length === 0 && <p className="text-sm text-quiet">No comment is {shown}.</p>}
              <ol className="flex max-h-[60dvh] flex-col gap-2 overflow-auto" aria-label="Comments by frame">
                {chosen.map((comment) => (
                  <Thread
                    key={comment.id}
                    comment={comment}
                    place={placeOf(comment, timecode)}
                    isHere={isAt(comment, frame)}
                    mayWrite={mayWrite}
                    mayClear={mayClear}
                    onGo={onGo}
                  />
                ))}
              </ol>
              <Markers productionId={productionId} />
            </>
          );
        }}
      </Shown>
    </section>
  );
}

function placeOf(comment: Comment, timecode: (frame: number) => string): string {
  if (comment.frame !== null) return timecode(comment.frame);
  return comment.shot === null ? 'Its shot is gone' : `Shot ${comment.shot + 1}, not made yet`;
}

/** The comments for an edit suite. */
function Markers({ productionId }: { productionId: string }) {
  const take = (format: MarkerFormat) =>
    markersOf(productionId, format).then(
      (file) => saveFile(file, FORMATS[format].file),
      (error: unknown) => {
        const { title, detail } = inWords(error);
        toast(`${title}: ${detail}`, { wrong: true });
      },
    );
  return (
    <select
      aria-label="Comments as markers"
      value=""
      onChange={(event) => void take(event.target.value as MarkerFormat)}
      className="min-h-9 self-start rounded-lg border border-edge bg-field px-2 text-sm"
    >
      <option value="" disabled>
        Take as markers …
      </option>
      {Object.entries(FORMATS).map(([format, { name }]) => (
        <option key={format} value={format}>
          {name}
        </option>
      ))}
    </select>
  );
}
