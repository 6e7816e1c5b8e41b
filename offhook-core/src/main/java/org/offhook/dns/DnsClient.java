package org.offhook.dns;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.offhook.loop.Loop;
import org.offhook.loop.Nanos;
import org.offhook.net.Network;

/**
 * Asks name servers, as the resolver of RFC 1035 §7 that runs on the loop: one question is under
 * way once however many wait for it, answers are kept as long as they say, and the number of open
 * questions is bounded.
 */
final class DnsClient {

  private static final int MOST_OPEN = 200;
  private static final int LONGEST_CHAIN = 8;
  private static final int MOST_PLAIN = 100;

  /** How long it is remembered that nobody answered a question that may stay open (§4.2). */
  private static final long SILENCE = 30_000_000_000L;

  private final Network network;
  private final DnsCache cache;
  private final ServerHealth health;
  private final Map<DnsQuestion, DnsExchange> running = new LinkedHashMap<>();
  private final Set<DnsExchange> started = new HashSet<>();
  private final ArrayDeque<DnsExchange> waiting = new ArrayDeque<>();
  private final Set<InetSocketAddress> plain = new HashSet<>();
  private DnsSettings settings;
  private List<InetSocketAddress> servers = List.of();
  private long longAnswers;

  DnsClient(Network network, DnsSettings settings) {
    this.network = network;
    this.settings = settings;
    this.cache = new DnsCache(network.loop().time(), settings.cacheSize());
    this.health = new ServerHealth(network.loop().time());
  }

  DnsSettings settings() {
    return settings;
  }

  void settings(DnsSettings changed) {
    settings = changed;
    cache.resize(changed.cacheSize());
  }

  /** The records of an answer that are used. */
  List<DnsRecord> bounded(List<DnsRecord> records) {
    int most = settings.mostRecords();
    if (records.size() <= most) {
      return records;
    }
    longAnswers++;
    return List.copyOf(records.subList(0, most));
  }

  /** Answers of which not all records were used. */
  long longAnswers() {
    return longAnswers;
  }

  Network network() {
    return network;
  }

  Loop loop() {
    return network.loop();
  }

  ServerHealth health() {
    return health;
  }

  /** Whom to ask from now on; what is known from others is forgotten. */
  void servers(List<InetSocketAddress> changed) {
    if (!servers.equals(changed)) {
      servers = changed;
      flush();
    }
  }

  List<InetSocketAddress> servers() {
    return servers;
  }

  /** Whether a server is known not to understand extensions. */
  boolean isPlain(InetSocketAddress server) {
    return plain.contains(server);
  }

  void plain(InetSocketAddress server) {
    if (plain.size() < MOST_PLAIN) {
      plain.add(server);
    }
  }

  /**
   * Asks; {@code asker} is told once, at once if the answer is known or there is nobody to ask.
   *
   * @return to give it up
   */
  Ask ask(DnsQuestion question, Consumer<DnsReply> asker) {
    return ask(question, List.of(question.name()), asker);
  }

  /** Asks for what an alias stands for. */
  Ask follow(DnsQuestion question, List<String> chain, Consumer<DnsReply> asker) {
    if (chain.contains(question.name()) || chain.size() >= LONGEST_CHAIN) {
      asker.accept(failed(question, "the chain of aliases has no end"));
      return () -> {};
    }
    var longer = new ArrayList<>(chain);
    longer.add(question.name());
    return ask(question, longer, asker);
  }

  private Ask ask(DnsQuestion question, List<String> chain, Consumer<DnsReply> asker) {
    var known = cache.find(question);
    if (known != null) {
      asker.accept(fromCache(question, known));
      return () -> {};
    }
    if (!DnsMessages.isName(question.name())) {
      asker.accept(failed(question, "it is no domain name"));
      return () -> {};
    }
    if (servers.isEmpty()) {
      asker.accept(failed(question, "no name server is known"));
      return () -> {};
    }
    var exchange = running.get(question);
    if (exchange != null) {
      return exchange.join(asker);
    }
    exchange = new DnsExchange(this, question, chain, health.order(servers));
    running.put(question, exchange);
    var joined = exchange.join(asker);
    exchange.queue();
    waiting.add(exchange);
    startWaiting();
    return joined;
  }

  private void startWaiting() {
    while (started.size() < MOST_OPEN && !waiting.isEmpty()) {
      var first = waiting.remove();
      started.add(first);
      first.start();
    }
  }

  private static DnsReply fromCache(DnsQuestion question, DnsReply known) {
    var step =
        new LookUpStep(question.toString(), "cache", known.answer().toString(), Duration.ZERO);
    return new DnsReply(known.answer(), known.expires(), List.of(step));
  }

  private DnsReply failed(DnsQuestion question, String reason) {
    var step = new LookUpStep(question.toString(), "nobody", reason, Duration.ZERO);
    return new DnsReply(new DnsAnswer.Failed(reason), loop().time().nanos(), List.of(step));
  }

  /** The exchange is over; its askers are told next. */
  void finished(DnsExchange exchange, DnsReply reply) {
    forget(exchange);
    long expires = reply.expires();
    if (reply.answer() instanceof DnsAnswer.Failed && exchange.question().type().isOptional()) {
      expires = loop().time().nanos() + SILENCE;
    }
    cache.keep(exchange.question(), reply.answer(), expires);
  }

  void forget(DnsExchange exchange) {
    running.remove(exchange.question(), exchange);
    started.remove(exchange);
    waiting.remove(exchange);
    startWaiting();
  }

  void keepAside(DnsQuestion question, DnsMessages.Extra extra) {
    if (!running.containsKey(question)) {
      long expires = loop().time().nanos() + Nanos.of(Duration.ofSeconds(extra.ttl()));
      cache.keepAside(question, new DnsAnswer.Records(extra.records()), expires);
    }
  }

  /** Forgets all answers and who did not answer. */
  void flush() {
    cache.clear();
    health.clear();
    plain.clear();
  }

  /** Gives all questions up; nobody is told. */
  void close() {
    var all = List.copyOf(running.values());
    running.clear();
    started.clear();
    waiting.clear();
    all.forEach(DnsExchange::end);
  }
}
