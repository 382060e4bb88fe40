/// <reference types="@docusaurus/module-type-aliases" />
/// <reference types="@docusaurus/theme-classic" />

declare module '*/names.json' {
  const names: Readonly<Record<string, readonly string[]>>;
  export default names;
}

declare module 'plotly.js-cartesian-dist-min' {
  export { default } from 'plotly.js';
}
