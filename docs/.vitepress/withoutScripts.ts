import type { HeadConfig } from 'vitepress';

/** Without scripts no menu can be opened: on a narrow screen the navigation then stands below the page, and what opens it is gone. */
const style = `@media (max-width: 959px) {
  .Layout { display: flex; flex-direction: column; }
  .Layout .VPSidebar { order: 1; position: static; width: 100%; max-width: none; opacity: 1; visibility: visible; transform: none; }
  .VPNavBarHamburger, .VPLocalNav .menu { display: none !important; }
}
.VPNavBarSearch, .VPNavBarAppearance { display: none !important; }`;

export const withoutScripts: HeadConfig = ['noscript', {}, `<style>${style}</style>`];
