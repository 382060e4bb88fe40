import { useDocsVersion } from '@docusaurus/plugin-content-docs/client';

export interface Entry {
  readonly id: string;
  readonly href: string;
  readonly label: string;
  readonly description: string;
}

/** The chapters in the order of the sidebar, which is also their number. */
export function useChapters(): Entry[] {
  const { docs, docsSidebars } = useDocsVersion();
  return (docsSidebars.book ?? []).flatMap((item) => {
    if (item.type !== 'link' || !item.docId) return [];
    const { docId: id, href, label } = item;
    return [{ id, href, label, description: docs[id]?.description ?? '' }];
  });
}
