package org.offhook.dns;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.offhook.loop.TimerHandle;
import org.offhook.message.SipUri;
import org.offhook.net.IpLiteral;
import org.offhook.net.TransportKind;

/**
 * One URI on its way to its servers: RFC 3263 §4. NAPTR records choose among the transports that
 * are spoken, SRV records name servers and ports, A and AAAA records their addresses; each step is
 * left out where the URI already says it.
 */
final class Locating implements NextHopLocator.Search {

  private static final int MOST_RULES = 5;

  private final NextHopLocator locator;
  private final SipUri uri;
  private final boolean preferStream;
  private final Consumer<Located> answer;
  private final String host;
  private final List<LookUpStep> steps = new ArrayList<>();
  private final List<Ask> asks = new ArrayList<>();
  private @Nullable TimerHandle deadline;
  private long expires = Long.MAX_VALUE;
  private int rules;
  private boolean over;

  /**
   * Prepares.
   *
   * @param preferStream the request is too long for a datagram
   */
  Locating(NextHopLocator locator, SipUri uri, boolean preferStream, Consumer<Located> answer) {
    this.locator = locator;
    this.uri = uri;
    this.preferStream = preferStream;
    this.answer = answer;
    this.host = uri.maddr().orElse(uri.host());
  }

  void begin() {
    var numeric = IpLiteral.parse(host);
    if (numeric != null) {
      // RFC 3263 §4.2: a numeric host is asked about by nobody.
      finish(plainHops(List.of(numeric)));
      return;
    }
    locator.ready(this::name);
  }

  private void name() {
    if (over) {
      return;
    }
    var settings = locator.client().settings();
    boolean known = locator.hosts().fixed(host) != null || locator.client().servers().isEmpty();
    if (uri.port().isPresent() || !settings.srv() || known) {
      addresses();
    } else if (uri.transport().isPresent() || !settings.naptr()) {
      services();
    } else {
      naptr(host);
    }
    if (!over && deadline == null) {
      deadline = locator.client().loop().after(settings.times().locateWithin(), this::tooLate);
    }
  }

  private void tooLate() {
    cancel();
    answer.accept(new Located.Failed(host + " could not be located in time" + asked(), steps));
  }

  private void ask(DnsQuestion question, Consumer<DnsReply> then) {
    asks.add(
        locator
            .client()
            .ask(
                question,
                reply -> {
                  if (!over) {
                    take(reply.steps());
                    if (reply.answer() instanceof DnsAnswer.Records) {
                      expires = Math.min(expires, reply.expires());
                    }
                    then.accept(reply);
                  }
                }));
  }

  /** A step that two parts of this search share is told once. */
  private void take(List<LookUpStep> more) {
    for (var step : more) {
      if (!steps.contains(step)) {
        steps.add(step);
      }
    }
  }

  // --- RFC 3263 §4.1: which transport

  private void naptr(String domain) {
    ask(
        new DnsQuestion(domain, RecordType.NAPTR),
        reply -> {
          var rounds =
              NaptrChoice.of(reply.records(NaptrRecord.class), uri, locator.liking().unasked());
          if (rounds.isEmpty() && rules++ < MOST_RULES) {
            var further = NaptrChoice.further(reply.records(NaptrRecord.class));
            if (further != null) {
              naptr(further);
              return;
            }
          }
          round(rounds, 0);
        });
  }

  /** The services of one order are taken together; those of the next where they lead nowhere. */
  private void round(List<List<Offer>> rounds, int index) {
    if (index >= rounds.size()) {
      services();
      return;
    }
    resolve(
        preferStream ? streamsFirst(rounds.get(index)) : rounds.get(index),
        found -> {
          if (found.isEmpty()) {
            round(rounds, index + 1);
          } else {
            finish(found);
          }
        });
  }

  private static List<Offer> streamsFirst(List<Offer> offers) {
    return offers.stream()
        .sorted((a, b) -> Boolean.compare(a.kind().isDatagram(), b.kind().isDatagram()))
        .toList();
  }

  // --- RFC 3263 §4.2: which servers

  private void services() {
    var offers = new ArrayList<Offer>();
    for (var kind : UriTransports.offered(uri, locator.liking().services(), preferStream)) {
      if (locator.liking().spoken().contains(kind)) {
        offers.add(Offer.service(kind, SipService.of(kind).srvName(host)));
      }
    }
    resolve(
        offers,
        found -> {
          if (!found.isEmpty()) {
            finish(found);
          } else if (offers.stream().anyMatch(offer -> offer.declined)) {
            fail("the domain " + host + " does not offer this service (SRV target \".\")");
          } else if (offers.stream().anyMatch(offer -> offer.answered)) {
            fail("no server of " + host + " has an address");
          } else {
            addresses();
          }
        });
  }

  private void addresses() {
    find(
        host,
        known -> {
          var found = plainHops(known);
          if (found.isEmpty()) {
            fail("host " + host + " has no address");
          } else {
            finish(found);
          }
        });
  }

  /** RFC 3263 §4.1, §4.2: no service records say anything else. */
  private List<List<NextHop>> plainHops(List<InetAddress> addresses) {
    var kinds = UriTransports.plain(uri, locator.liking().plain(), preferStream);
    var ranks = new ArrayList<List<NextHop>>();
    for (var address : locator.usable(kinds, addresses)) {
      var hops = new ArrayList<NextHop>();
      for (var kind : kinds) {
        int port = uri.port().orElse(kind.defaultPort());
        hops.add(new NextHop(kind, new InetSocketAddress(address, port), uri.host()));
      }
      ranks.add(hops);
    }
    return ranks;
  }

  private void find(String name, Consumer<List<InetAddress>> then) {
    asks.add(
        locator
            .hosts()
            .find(
                name,
                known -> {
                  if (!over) {
                    take(known.steps());
                    expires = Math.min(expires, known.expires());
                    then.accept(known.addresses());
                  }
                }));
  }

  /** Resolves all offers at once; the ranks come in the order of the offers. */
  private void resolve(List<Offer> offers, Consumer<List<List<NextHop>>> then) {
    var waiting = new Countdown(offers.size(), () -> then.accept(ranks(offers)));
    for (var offer : offers) {
      if (offer.isService()) {
        ask(new DnsQuestion(offer.name(), RecordType.SRV), reply -> servers(offer, reply, waiting));
      } else {
        find(
            offer.name(),
            known -> {
              offer.plain(known);
              waiting.down();
            });
      }
    }
    waiting.down();
  }

  private void servers(Offer offer, DnsReply reply, Countdown waiting) {
    var records = reply.records(DnsRecord.Server.class);
    offer.servers(records, SrvOrder.order(records, locator.client().loop().random()));
    var inner = new Countdown(offer.targets().size(), waiting::down);
    for (var target : offer.targets()) {
      var numeric = IpLiteral.parse(target.server().target());
      if (numeric != null) {
        // Tolerance: RFC 2782 wants a name as target; some zones have an address.
        target.addresses(List.of(numeric));
        inner.down();
      } else {
        find(
            target.server().target(),
            known -> {
              target.addresses(known);
              inner.down();
            });
      }
    }
    inner.down();
  }

  private List<List<NextHop>> ranks(List<Offer> offers) {
    var ranks = new ArrayList<List<NextHop>>();
    boolean twins = preferStream && offers.stream().noneMatch(o -> o.leads() && o.isStream());
    for (var offer : offers) {
      for (var rank : offer.ranks()) {
        var hops = new ArrayList<NextHop>();
        for (var target : rank) {
          locator
              .usable(List.of(offer.kind()), target.addresses())
              .forEach(
                  address ->
                      hops.addAll(hops(offer.kind(), address, target.server().port(), twins)));
        }
        if (!hops.isEmpty()) {
          ranks.add(hops);
        }
      }
    }
    return ranks;
  }

  /** A long request for a domain that offers UDP alone is offered TCP at the same place first. */
  private List<NextHop> hops(TransportKind kind, InetAddress address, int port, boolean twin) {
    var remote = new InetSocketAddress(address, port);
    var hop = new NextHop(kind, remote, uri.host());
    return twin && kind == TransportKind.UDP
        ? List.of(new NextHop(TransportKind.TCP, remote, uri.host()), hop)
        : List.of(hop);
  }

  // --- the end

  private void finish(List<List<NextHop>> ranks) {
    end();
    answer.accept(new Located.Found(ranks, expires, steps));
  }

  private void fail(String reason) {
    end();
    answer.accept(new Located.Failed(reason + asked(), steps));
  }

  /** What was asked of name servers, and what came, for people. */
  private String asked() {
    var texts = steps.stream().map(step -> step.question() + ": " + step.answer()).toList();
    boolean asked = steps.stream().anyMatch(step -> !step.question().startsWith("address "));
    return asked ? " (" + String.join("; ", texts) + ")" : "";
  }

  private void end() {
    over = true;
    locator.over(this);
    if (deadline != null) {
      deadline.cancel();
    }
    asks.clear();
  }

  @Override
  public void cancel() {
    var open = List.copyOf(asks);
    end();
    open.forEach(Ask::cancel);
  }
}
