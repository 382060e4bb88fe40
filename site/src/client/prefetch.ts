import ExecutionEnvironment from '@docusaurus/ExecutionEnvironment';

/**
 * Docusaurus loads every page that a visible link leads to, and the contents show a link to each chapter. The service
 * worker will have them soon enough; here they would compete with the page that is being read.
 */
if (ExecutionEnvironment.canUseDOM) {
  // after Docusaurus has put its own object there
  queueMicrotask(() => {
    window.docusaurus = { ...window.docusaurus, prefetch: () => false };
  });
}
