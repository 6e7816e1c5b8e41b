package org.offhook.dns;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.offhook.loop.Nanos;
import org.offhook.loop.TimerHandle;
import org.offhook.net.IpLiteral;
import org.xbill.DNS.Rcode;

/**
 * One question on its way to its answer (RFC 1035 §7.2): name servers are asked in turn, an earlier
 * one may still answer while the next is asked, aliases are followed. All who ask the same
 * meanwhile share it.
 */
final class DnsExchange implements DnsTry.Listener {

  /** RFC 2308 §5 leaves an absence that nobody vouches for to chance; it saves a burst of calls. */
  private static final long UNVOUCHED = 5;

  private static final int ROUNDS = 2;

  private final DnsClient client;
  private final DnsQuestion question;
  private final List<String> chain;
  private final List<InetSocketAddress> servers;
  private final List<LookUpStep> steps = new ArrayList<>(2);
  private final List<DnsTry> open = new ArrayList<>(2);
  private final List<Consumer<DnsReply>> askers = new ArrayList<>(1);
  private int next;
  private @Nullable TimerHandle nextTry;
  private @Nullable TimerHandle deadline;
  private @Nullable Ask following;
  private String lastFailure = "no answer in time";

  /**
   * Prepares.
   *
   * @param chain the names that led here by aliases, this one included
   */
  DnsExchange(
      DnsClient client, DnsQuestion question, List<String> chain, List<InetSocketAddress> servers) {
    this.client = client;
    this.question = question;
    this.chain = chain;
    this.servers = servers;
  }

  DnsQuestion question() {
    return question;
  }

  Ask join(Consumer<DnsReply> asker) {
    askers.add(asker);
    return () -> {
      if (askers.remove(asker) && askers.isEmpty()) {
        client.forget(this);
        end();
      }
    };
  }

  /** Time runs from here, also while others are before it. */
  void queue() {
    var times = client.settings().times();
    var whole = times.questionWithin();
    if (question.type().isOptional()) {
      var twice = times.tryWithin().multipliedBy(ROUNDS);
      whole = twice.compareTo(whole) < 0 ? twice : whole;
    }
    deadline = client.loop().after(whole, () -> finish(failure()));
  }

  void start() {
    tryNext();
  }

  private void tryNext() {
    stop(nextTry);
    nextTry = null;
    if (next >= ROUNDS * servers.size()) {
      if (open.isEmpty()) {
        finish(failure());
      }
      return;
    }
    var server = servers.get(next % servers.size());
    next++;
    send(server, !client.isPlain(server));
  }

  private void send(InetSocketAddress server, boolean extended) {
    var one = new DnsTry(client.network(), server, question, extended, this);
    open.add(one);
    stop(nextTry);
    nextTry = client.loop().after(client.settings().times().tryWithin(), () -> slow(one));
    one.start();
  }

  /** Nothing came in time; it may still come, but the next server is asked meanwhile. */
  private void slow(DnsTry one) {
    client.health().failed(one.server());
    lastFailure = "no answer in time";
    step(one, "no answer in time");
    tryNext();
  }

  @Override
  public void failed(DnsTry by, String reason) {
    open.remove(by);
    client.health().failed(by.server());
    lastFailure = reason;
    step(by, reason);
    tryNext();
  }

  @Override
  public void answered(DnsTry by, DnsMessages.Response response) {
    open.remove(by);
    int rcode = response.rcode();
    if (rcode == Rcode.FORMERR && by.isExtended()) {
      // RFC 6891 §7: a server that does not know the extension is asked without it.
      client.plain(by.server());
      send(by.server(), false);
    } else if (rcode == Rcode.NOERROR || rcode == Rcode.NXDOMAIN) {
      client.health().answered(by.server());
      accept(by, response);
    } else {
      failed(by, DnsMessages.words(rcode));
    }
  }

  private void accept(DnsTry by, DnsMessages.Response response) {
    response.extra().forEach(client::keepAside);
    long now = client.loop().time().nanos();
    if (!response.records().isEmpty()) {
      var answer = new DnsAnswer.Records(client.bounded(response.records()));
      step(by, answer + " (TTL " + response.ttl() + ")");
      finish(new DnsReply(answer, now + seconds(response.ttl()), steps));
    } else if (response.alias() != null && response.rcode() == Rcode.NOERROR) {
      step(by, "alias of " + response.alias());
      follow(response.alias());
    } else {
      var answer =
          new DnsAnswer.Nothing(
              response.rcode() == Rcode.NXDOMAIN
                  ? DnsMessages.words(Rcode.NXDOMAIN)
                  : "no " + question.type() + " records");
      step(by, answer.reason());
      long ttl = response.ttl() < 0 ? UNVOUCHED : response.ttl();
      finish(new DnsReply(answer, now + seconds(ttl), steps));
    }
  }

  private static long seconds(long ttl) {
    return Nanos.of(Duration.ofSeconds(ttl));
  }

  /** The chain of aliases leaves what this server told: its end is asked for. */
  private void follow(String alias) {
    endTries();
    following = client.follow(new DnsQuestion(alias, question.type()), chain, this::followed);
  }

  private void followed(DnsReply reply) {
    following = null;
    steps.addAll(reply.steps());
    finish(new DnsReply(reply.answer(), reply.expires(), steps));
  }

  private DnsReply failure() {
    long now = client.loop().time().nanos();
    for (var one : open) {
      if (now - one.begun() < Nanos.of(client.settings().times().tryWithin())) {
        step(one, "no answer in time");
      }
    }
    return new DnsReply(new DnsAnswer.Failed(lastFailure), now, steps);
  }

  private void step(DnsTry one, String answer) {
    var server = one.server();
    steps.add(
        new LookUpStep(
            question.toString(),
            IpLiteral.host(server.getAddress()) + ":" + server.getPort(),
            answer,
            Duration.ofNanos(client.loop().time().nanos() - one.begun())));
  }

  private void finish(DnsReply reply) {
    end();
    client.finished(this, reply);
    for (var asker : List.copyOf(askers)) {
      if (askers.remove(asker)) {
        asker.accept(reply);
      }
    }
  }

  private void endTries() {
    stop(nextTry);
    nextTry = null;
    open.forEach(DnsTry::end);
    open.clear();
  }

  /** Nothing is waited for any more. */
  void end() {
    endTries();
    stop(deadline);
    if (following != null) {
      following.cancel();
      following = null;
    }
  }

  private static void stop(@Nullable TimerHandle timer) {
    if (timer != null) {
      timer.cancel();
    }
  }
}
