// Waits until a server answers: node ready.mjs http://127.0.0.1:7117
const [base] = process.argv.slice(2);
for (let tries = 0; ; tries += 1) {
  try {
    if ((await fetch(`${base}/healthz`)).ok) break;
  } catch (error) {
    if (tries === 100) throw error;
  }
  await new Promise((resolve) => setTimeout(resolve, 100));
}
