// Sends one file to the page's own server; resolves to { id, name }. The header keeps other sites from doing the same:
// a browser sends it across origins only after asking.
export async function uploadFile(file, { as, channel = "", thread = "" }) {
  const query = new URLSearchParams({ as, channel, thread, name: file.name });
  const answer = await fetch(`/page/uploads?${query}`, { method: "POST", body: file, headers: { "X-Page": "1" } });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}
