package org.offhook.dns;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.offhook.loop.TimeSource;

/**
 * Answers that are kept as long as they say (RFC 1035 §7.4, RFC 2308 §5): present and absent
 * records, and for a short time that nobody answered. The one that was not used longest leaves
 * first when there are too many.
 */
final class DnsCache {

  private record Kept(DnsAnswer answer, long expires) {}

  private final TimeSource time;
  private final LinkedHashMap<DnsQuestion, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);
  private int most;

  DnsCache(TimeSource time, int most) {
    this.time = time;
    this.most = most;
  }

  /** What is known now; null if nothing is. */
  @Nullable DnsReply find(DnsQuestion question) {
    var found = kept.get(question);
    if (found == null) {
      return null;
    }
    if (found.expires() - time.nanos() <= 0) {
      kept.remove(question);
      return null;
    }
    return new DnsReply(found.answer(), found.expires(), List.of());
  }

  /** Keeps an answer until it expires, at least if there is room; an expired one is not kept. */
  void keep(DnsQuestion question, DnsAnswer answer, long expires) {
    if (most > 0 && expires - time.nanos() > 0) {
      kept.put(question, new Kept(answer, expires));
      shrink();
    }
  }

  /** Keeps what was told beside an answer: it never replaces what was asked for. */
  void keepAside(DnsQuestion question, DnsAnswer answer, long expires) {
    if (find(question) == null) {
      keep(question, answer, expires);
    }
  }

  private void shrink() {
    Map.Entry<DnsQuestion, Kept> eldest;
    while (kept.size() > most && (eldest = kept.firstEntry()) != null) {
      kept.remove(eldest.getKey());
    }
  }

  void resize(int answers) {
    most = answers;
    shrink();
  }

  int size() {
    return kept.size();
  }

  void clear() {
    kept.clear();
  }
}
