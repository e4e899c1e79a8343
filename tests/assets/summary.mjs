// A dot for each test, all of each failure, and how many there were.
import { dot } from "node:test/reporters";

export default async function* summary(events) {
  let counts = { passed: 0, tests: 0 };
  async function* counted() {
    for await (const event of events) {
      if (event.type === "test:summary" && !event.data.file) counts = event.data.counts;
      yield event;
    }
  }
  yield* dot(counted());
  yield `JavaScript: ${counts.passed} of ${counts.tests} tests passed\n`;
}
