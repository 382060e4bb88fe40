import { translate } from '@docusaurus/Translate';
import { type ComponentType, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';

// by its place: '@theme-init' would be the empty field of the classic theme
const load = () => import('@easyops-cn/docusaurus-search-local/dist/client/client/theme/SearchBar');

const label = () => translate({ id: 'theme.SearchBar.label', message: 'Search' });

interface Loaded {
  readonly Search: ComponentType<object>;
  /** What the still field had when the real one took its place. */
  readonly typed: string;
  readonly focused: boolean;
}

/** The field for searching; what searches is loaded when somebody points at it, or asks for it with Ctrl+K. */
export default function SearchBar(props: object): ReactNode {
  const [loaded, setLoaded] = useState<Loaded>();
  const still = useRef<HTMLInputElement>(null);

  const want = () =>
    void load().then(
      (module) => {
        const { current } = still;
        const focused = current !== null && current === document.activeElement;
        // at once, so that no letter is typed in between
        flushSync(() => setLoaded({ Search: module.default, typed: current?.value ?? '', focused }));
      },
      () => {},
    );
  useEffect(() => {
    if (loaded) return;
    const shortcut = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      still.current?.focus();
    };
    document.addEventListener('keydown', shortcut);
    return () => document.removeEventListener('keydown', shortcut);
  }, [loaded]);

  if (loaded) return <Real {...loaded} {...props} />;
  return (
    <div className="navbar__search still-search" onPointerEnter={want}>
      <svg aria-hidden="true" focusable="false" viewBox="0 0 16 16" width="16" height="16">
        <path d="M6.2 1.6a4.6 4.6 0 1 1 0 9.2 4.6 4.6 0 0 1 0-9.2Zm3.4 8 4.8 4.8" />
      </svg>
      <input
        ref={still}
        className="navbar__search-input"
        placeholder={label()}
        aria-label={label()}
        onFocus={want}
      />
    </div>
  );
}

/** The real field goes on where the still one was. */
function Real({ Search, typed, focused, ...props }: Loaded): ReactNode {
  const root = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const input = root.current?.querySelector('input');
    if (!input) return;
    input.setAttribute('aria-label', label());
    if (focused) input.focus();
    if (!typed) return;
    // past React's own record of the value, so that it sees the change
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(input, typed);
    input.dispatchEvent(new Event('input', { bubbles: true }));
  }, [typed, focused]);
  return (
    <div ref={root}>
      <Search {...props} />
    </div>
  );
}
