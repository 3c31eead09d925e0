/** Character sheets, what was kept of them, and who has agreed. */

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from './client';
import { documentOf, filesOf } from './documents';
import { everything, tagOf } from './queries';
import type { components } from './schema';

type Schemas = components['schemas'];
export type Sheet = Schemas['CharacterSheet'];
export type Consent = Schemas['Consent'];
export type Version = Schemas['SheetVersion'];
export type Clothes = Schemas['Clothes'];
type Seen = { id: string; version: number };

const of = (seen: Seen) => ({
  params: { path: { character_id: seen.id }, header: { 'if-match': tagOf(seen) } },
});

export function useSheet(characterId: string) {
  return useQuery({
    queryKey: ['characters', 'sheet', characterId],
    queryFn: async ({ signal }) =>
      answerOf(
        (await api()).GET('/api/v1/characters/{character_id}/sheet', {
          params: { path: { character_id: characterId } },
          signal,
        }),
      ),
    enabled: characterId !== '',
  });
}

export function useVersions(characterId: string) {
  return useQuery({
    queryKey: ['characters', 'versions', characterId],
    queryFn: async ({ signal }) => {
      const client = await api();
      return everything((cursor) =>
        answerOf(
          client.GET('/api/v1/characters/{character_id}/versions', {
            params: { path: { character_id: characterId }, query: { cursor, limit: 200 } },
            signal,
          }),
        ),
      );
    },
    enabled: characterId !== '',
  });
}

export function useConsents(projectId: string, shown: boolean) {
  return useQuery({
    queryKey: ['consents', projectId],
    queryFn: async ({ signal }) => {
      const client = await api();
      return everything((cursor) =>
        answerOf(
          client.GET('/api/v1/projects/{project_id}/consents', {
            params: { path: { project_id: projectId }, query: { cursor, limit: 200 } },
            signal,
          }),
        ),
      );
    },
    enabled: projectId !== '' && shown,
  });
}

/** What changes one sheet may change others: names are merged, and consents asked for. */
function useChange<Input, Made>(mutationFn: (input: Input) => Promise<Made>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn,
    onError: () => undefined,
    onSettled: async () => {
      await Promise.all([
        queries.invalidateQueries({ queryKey: ['characters'] }),
        queries.invalidateQueries({ queryKey: ['consents'] }),
      ]);
    },
  });
}

export function useUpdateSheet() {
  return useChange(async ({ seen, fields }: { seen: Seen; fields: Schemas['SheetUpdate'] }) =>
    answerOf((await api()).PATCH('/api/v1/characters/{character_id}/sheet', { ...of(seen), body: fields })),
  );
}

/** Let a name be another name of somebody, or, of nobody, stand for itself again. */
export function useSamePerson() {
  return useChange(async ({ seen, into }: { seen: Seen; into: string | null }) => {
    const client = await api();
    return answerOf(
      into
        ? client.PUT('/api/v1/characters/{character_id}/person', { ...of(seen), body: { character_id: into } })
        : client.DELETE('/api/v1/characters/{character_id}/person', of(seen)),
    );
  });
}

export function useKeepVersion() {
  return useChange(async ({ id, body, key }: { id: string; body: Schemas['SheetVersionCreate']; key: string }) =>
    answerOf(
      (await api()).POST('/api/v1/characters/{character_id}/versions', {
        params: { path: { character_id: id }, header: { 'idempotency-key': key } },
        body,
      }),
    ),
  );
}

export function useRollBack() {
  return useChange(async ({ seen, number }: { seen: Seen; number: number }) =>
    answerOf((await api()).PUT('/api/v1/characters/{character_id}/version', { ...of(seen), body: { number } })),
  );
}

/** A consent with its file: noted first, then the file is sent. */
export function useAgree() {
  return useChange(
    async ({ id, body, file, key }: { id: string; body: Schemas['ConsentCreate']; file: File | null; key: string }) => {
      const made = await answerOf(
        (await api()).POST('/api/v1/characters/{character_id}/consents', {
          params: { path: { character_id: id }, header: { 'idempotency-key': key } },
          body,
        }),
      );
      return file ? sendFile(made, file) : made;
    },
  );
}

export function useSendFile() {
  return useChange(async ({ consent, file }: { consent: Consent; file: File }) => sendFile(consent, file));
}

async function sendFile(consent: Consent, file: File): Promise<Consent> {
  return answerOf(
    (await api()).PUT('/api/v1/consents/{consent_id}/file', {
      params: {
        path: { consent_id: consent.id },
        header: { 'if-match': tagOf(consent) },
        query: { filename: file.name },
      },
      headers: { 'Content-Type': 'application/octet-stream' },
      body: file as unknown as string,
      bodySerializer: (body: unknown) => body as Blob,
    }),
  );
}

export function useUpdateConsent() {
  return useChange(async ({ consent, fields }: { consent: Consent; fields: Schemas['ConsentUpdate'] }) =>
    answerOf(
      (await api()).PATCH('/api/v1/consents/{consent_id}', {
        params: { path: { consent_id: consent.id }, header: { 'if-match': tagOf(consent) } },
        body: fields,
      }),
    ),
  );
}

/** What was signed. */
export async function signedOf(consent: Consent): Promise<Blob> {
  return answerOf(
    (await api()).GET('/api/v1/consents/{consent_id}/file', {
      params: { path: { consent_id: consent.id } },
      parseAs: 'blob',
    }),
  ) as Promise<unknown> as Promise<Blob>;
}

/** The plates of a character as they look, or as they are dressed on a story day: drawn once, then fetched. */
export function usePlates(sheet: Sheet, day: string | null) {
  return useQuery({
    queryKey: ['plates', sheet.id, day, sheet.look, sheet.wardrobe.find((worn) => worn.day === day)?.look ?? null],
    queryFn: async () => {
      const client = await api();
      const begun = await answerOf(
        client.POST('/api/v1/characters/{character_id}/plates', {
          params: {
            path: { character_id: sheet.id },
            query: { day: day ?? undefined },
            header: { 'idempotency-key': crypto.randomUUID() },
          },
        }),
      );
      const files = await filesOf('The plates', begun);
      return new Map(files.map((file) => [file.name, file.url]));
    },
    retry: false,
    staleTime: 3_600_000,
  });
}

/** The cast as a PDF: its address. */
export function useCastingSheet() {
  return useMutation({
    mutationFn: async ({ revisionId, paper, key }: { revisionId: string; paper: 'a4' | 'us-letter'; key: string }) =>
      documentOf(
        'The casting sheet',
        await answerOf(
          (await api()).POST('/api/v1/revisions/{revision_id}/casting-sheets', {
            params: { path: { revision_id: revisionId }, query: { paper }, header: { 'idempotency-key': key } },
          }),
        ),
      ),
  });
}
