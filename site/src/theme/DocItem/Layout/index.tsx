import { useDoc } from '@docusaurus/plugin-content-docs/client';
import Layout from '@theme-init/DocItem/Layout';
import type { ReactNode } from 'react';
import { Home } from '../../../home/Home';

/** The home of the book looks unlike its chapters. */
export default function DocItemLayout({ children }: { children: ReactNode }): ReactNode {
  const { metadata } = useDoc();
  return metadata.id === 'index' ? <Home>{children}</Home> : <Layout>{children}</Layout>;
}
