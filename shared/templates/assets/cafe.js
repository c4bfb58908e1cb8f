// Starts the scripts of NHS.UK's components. The version in this file's own address is passed on, so that
// a new release of the components is not hidden by an old copy in the browser.
import(`./nhsuk-frontend.min.js${new URL(import.meta.url).search}`).then(({ initAll }) => initAll());

// What somebody types into a form of the console is kept in this tab until the next page of the console comes. If the
// sign-in had ended, the platform leads to the sign-in and then back to the page without the form. Then the text comes
// back. Nothing depends on this: see shared/web/doors.py for browsers without scripts.
const KEPT = "cafe.kept";
const isConsole = location.pathname.startsWith("/console");
const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
if (isConsole) {
    sessionStorage.removeItem(KEPT);
    const cameFromHere = document.referrer.startsWith(`${location.origin}/console`);
    if (kept?.path === location.pathname && !cameFromHere) {
        for (const form of document.querySelectorAll("form[method=post]")) fill(form, kept.fields);
    }
    document.addEventListener("submit", ({ target }) => {
        const fields = [...new FormData(target)].filter(([, value]) => typeof value === "string");
        const path = new URL(target.getAttribute("action") ?? "", location.href).pathname; // a button may be named "action"
        sessionStorage.setItem(KEPT, JSON.stringify({ path, fields }));
    });
}

function fill(form, fields) {
    for (const field of form.elements) {
        const values = fields.filter(([name]) => name === field.name).map(([, value]) => value);
        if (!field.name || field.type === "hidden" || field.type === "submit" || !values.length) continue;
        if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
        else field.value = values[0];
    }
}
