'use client';
import { Select } from '@/components/select';
import { type FilmFormat, FRAME_RATES, SHAPES } from '@/film/format';

/** How a film is delivered: its shape, its rate, and whether its pictures carry captions. */
export function FormatChoice({ format, onChange }: { format: FilmFormat; onChange: (format: FilmFormat) => void }) {
  return (
    <fieldset className="flex flex-wrap gap-4">
      <legend className="sr-only">Format</legend>
      <Select
        label="Shape"
        value={format.aspect_ratio}
        onChange={({ target }) => onChange({ ...format, aspect_ratio: target.value as FilmFormat['aspect_ratio'] })}
      >
        {Object.entries(SHAPES).map(([shape, words]) => (
          <option key={shape} value={shape}>
            {words}
          </option>
        ))}
      </Select>
      <Select
        label="Frames a second"
        value={format.frame_rate}
        onChange={({ target }) => {
          const chosen = FRAME_RATES.find((rate) => String(rate) === target.value);
          if (chosen) onChange({ ...format, frame_rate: chosen });
        }}
      >
        {FRAME_RATES.map((rate) => (
          <option key={rate} value={rate}>
            {rate}
          </option>
        ))}
      </Select>
      <Select
        label="Captions"
        value={format.captions ? 'on' : 'off'}
        onChange={({ target }) => onChange({ ...format, captions: target.value === 'on' })}
      >
        <option value="on">in the picture</option>
        <option value="off">as subtitles alone</option>
      </Select>
    </fieldset>
  );
}
