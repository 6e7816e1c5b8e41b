package org.offhook;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.offhook.ua.UserAgentCore;

/** Collects how often each limit struck from the layers that count it. On the loop. */
final class Strikes {

  private final Map<Limit, Long> counts = new EnumMap<>(Limit.class);

  private Strikes() {}

  static Map<Limit, Long> of(UserAgentCore core, long calls, long events) {
    var strikes = new Strikes();
    strikes.transport(core);
    strikes.transactions(core);
    strikes.agent(core);
    strikes.add(Limit.CALLS, calls);
    strikes.add(Limit.EVENTS, events);
    return Collections.unmodifiableMap(strikes.counts);
  }

  private void add(Limit limit, long count) {
    counts.put(limit, count);
  }

  private void transport(UserAgentCore core) {
    var transport = core.transport();
    var counters = transport.counters();
    add(Limit.START_LINE, counters.longStartLines());
    add(Limit.HEADERS, counters.longHeaders());
    add(Limit.BODY, counters.longBodies());
    add(Limit.NESTING, counters.deepBodies());
    add(Limit.CONNECTIONS, counters.connectionsRefused() - counters.connectionsOfOnePeer());
    add(Limit.CONNECTIONS_PER_PEER, counters.connectionsOfOnePeer());
    add(Limit.HALF_OPEN, transport.displaced());
    add(Limit.SLOW_PEER, transport.slow());
    add(Limit.UNREAD, counters.unread());
    add(Limit.DNS_RECORDS, transport.locator().longAnswers());
    add(Limit.REPEATS, transport.repeats().held());
  }

  private void transactions(UserAgentCore core) {
    var counters = core.transactions().counters();
    long total = counters.refusedForTotal();
    long source = counters.refusedForSource();
    add(Limit.TRANSACTIONS, total);
    add(Limit.UNANSWERED_PER_SOURCE, source);
    add(Limit.UNANSWERED, counters.refused() - total - source);
  }

  private void agent(UserAgentCore core) {
    var counters = core.refusals();
    add(Limit.DIALOGS, counters.dialogs());
    add(Limit.BEHIND, counters.behind());
    add(Limit.SUBSCRIPTIONS, counters.subscriptions());
    add(Limit.REDIRECTIONS, counters.redirections());
    add(Limit.CHALLENGES, counters.challenges());
    add(Limit.FORKS, counters.forks());
    add(Limit.SOURCE_REQUESTS, counters.rates());
    add(Limit.SOURCE_FAILURES, counters.silenced());
    add(Limit.ACCESS, counters.rules());
    add(Limit.PASSWORDS, counters.guesses());
  }
}
