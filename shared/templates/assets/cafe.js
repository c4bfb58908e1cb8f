// Starts the scripts of NHS.UK's components. The version in this file's own address is passed on, so that
// a new release of the components is not hidden by an old copy in the browser.
import(`./nhsuk-frontend.min.js${new URL(import.meta.url).search}`).then(({ initAll }) => initAll());
