/** There is no Prism to teach languages: see CodeBlock. */
export default function prismIncludeLanguages(): void {}
