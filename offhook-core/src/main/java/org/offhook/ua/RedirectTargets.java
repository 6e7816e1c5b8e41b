package org.offhook.ua;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import org.offhook.message.Contact;
import org.offhook.message.HeaderName;
import org.offhook.message.NameAddr;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.SipUri;
import org.offhook.message.Uri;

/**
 * The target set of one redirected request: RFC 3261 §8.1.3.4. Each URI is used once, and told who
 * diverted the request there (RFC 5806).
 */
final class RedirectTargets {

  private static final int MOST_WAITING = 100;

  private record Target(Uri uri, double q, List<NameAddr> diversions) {}

  private final List<Uri> seen = new ArrayList<>(1);
  private final List<Target> waiting = new ArrayList<>(0);
  private int used;

  RedirectTargets(Uri original) {
    seen.add(original);
  }

  /** Adds the Contacts of a 3xx that are new and may be followed, highest q first. */
  void offer(SipResponse redirection, RedirectPolicy policy, Uri original) {
    if (redirection.status().code() == 305 && !policy.useProxy()) {
      return;
    }
    var diversions = redirection.headers().all(HeaderName.DIVERSION);
    for (Contact contact : redirection.headers().all(HeaderName.CONTACT)) {
      if (waiting.size() >= MOST_WAITING) {
        break;
      }
      if (!contact.isStar() && contact.uri() instanceof SipUri sip) {
        var uri = sip.forRequestUri();
        boolean downgrade = original instanceof SipUri o && o.secure() && !uri.secure();
        if ((!downgrade || policy.secureToPlain()) && seen.stream().noneMatch(uri::matches)) {
          seen.add(uri);
          waiting.add(new Target(uri, contact.q().orElse(1), diversions));
        }
      }
    }
    waiting.sort(Comparator.comparingDouble(Target::q).reversed());
  }

  boolean hasNext(RedirectPolicy policy) {
    return !waiting.isEmpty() && used < policy.maxTargets();
  }

  /** Whether there are targets that the policy no longer allows. */
  boolean isExhausted(RedirectPolicy policy) {
    return !waiting.isEmpty() && used >= policy.maxTargets();
  }

  /** The request for the next target: the latest diversion comes first. */
  SipRequest next(SipRequest template) {
    used++;
    var target = waiting.removeFirst();
    var builder = template.toBuilder().requestUri(target.uri());
    if (!target.diversions().isEmpty()) {
      var all = new LinkedHashSet<>(target.diversions());
      all.addAll(template.headers().all(HeaderName.DIVERSION));
      builder.setAll(HeaderName.DIVERSION, List.copyOf(all));
    }
    return builder.build();
  }
}
