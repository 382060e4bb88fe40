import { translate } from '@docusaurus/Translate';
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react';

// by its place: '@theme-init' would be the empty field of the classic theme
const Search = lazy(() => import('@easyops-cn/docusaurus-search-local/dist/client/client/theme/SearchBar'));

const label = () => translate({ id: 'theme.SearchBar.label', message: 'Search' });

/** The field for searching; what searches is loaded when somebody points at it, or asks for it with Ctrl+K. */
export default function SearchBar(props: object): ReactNode {
  const [wanted, setWanted] = useState<'seen' | 'focused'>();
  useEffect(() => {
    if (wanted) return;
    const shortcut = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      setWanted('focused');
    };
    document.addEventListener('keydown', shortcut);
    return () => document.removeEventListener('keydown', shortcut);
  }, [wanted]);
  const still = (
    <div className="navbar__search" onPointerEnter={() => setWanted((before) => before ?? 'seen')}>
      <input
        className="navbar__search-input"
        placeholder={label()}
        aria-label={label()}
        onFocus={() => setWanted('focused')}
      />
    </div>
  );
  if (!wanted) return still;
  return (
    <Suspense fallback={still}>
      <Loaded {...props} focused={wanted === 'focused'} />
    </Suspense>
  );
}

/** The real field: takes the focus that the still one had. */
function Loaded({ focused, ...props }: { focused: boolean }): ReactNode {
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const input = root.current?.querySelector('input');
    input?.setAttribute('aria-label', label());
    if (focused) input?.focus();
  }, [focused]);
  return (
    <div ref={root}>
      <Search {...props} />
    </div>
  );
}
