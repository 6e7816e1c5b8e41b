package org.offhook.ua;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.dns.Located;
import org.offhook.dns.NextHop;
import org.offhook.dns.NextHopLocator;
import org.offhook.loop.TimerHandle;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.transaction.ClientTransaction;
import org.offhook.transaction.ClientUser;
import org.offhook.transaction.Failure;
import org.offhook.transaction.InviteClientTransaction;
import org.offhook.transport.Flow;

/**
 * One request with one CSeq number, tried at one next hop after another until one answers: RFC 3263
 * §4.3. Each try is a transaction of its own.
 */
final class Attempt {

  /** RFC 5626 §11.5: another flow may do. */
  private static final int FLOW_FAILED = 430;

  private final Sending owner;
  private final SipRequest template;
  private final List<String> tried;
  private boolean authorised;
  private List<NextHop> hops = List.of();
  private List<Flow> flows = List.of();
  private long expires = Long.MAX_VALUE;
  private int next;
  private @Nullable Try current;
  private @Nullable InetSocketAddress server;
  private NextHopLocator.@Nullable Search search;
  private @Nullable TimerHandle patience;

  /**
   * Prepares.
   *
   * @param template without what depends on the flow
   * @param authorised whether it carries fresh credentials already
   */
  Attempt(Sending owner, SipRequest template, boolean authorised) {
    this(owner, template, authorised, new ArrayList<>(1));
    this.server = owner.out().preferred();
  }

  private Attempt(Sending owner, SipRequest template, boolean authorised, List<String> tried) {
    this.owner = owner;
    this.template = template;
    this.authorised = authorised;
    this.tried = tried;
  }

  /** The one after this: for the server that has just answered, if that is among its next hops. */
  Attempt then(SipRequest changed, boolean carriesCredentials) {
    var after = new Attempt(owner, changed, carriesCredentials, tried);
    after.server = server;
    return after;
  }

  /** The server that answered, or that is to be tried first; null if there is none. */
  @Nullable InetSocketAddress server() {
    return server;
  }

  SipRequest template() {
    return template;
  }

  SipRequest current() {
    return current != null ? current.asSent : template;
  }

  @Nullable ClientTransaction transaction() {
    return current != null ? current.transaction : null;
  }

  List<String> tried() {
    return tried;
  }

  void start() {
    flows = flows();
    if (flows.isEmpty()) {
      locate();
    } else {
      hops = flows.stream().map(flow -> NextHop.of(flow.kind(), flow.remote())).toList();
      tryNext();
    }
  }

  /** The flows that the request keeps to while one of them lives (RFC 5626 §4.3). */
  private List<Flow> flows() {
    var core = owner.sender().core();
    var dialog = owner.out().dialog();
    if (dialog != null) {
      boolean always = core.transport().publicAddress().policy().reuse();
      var kept = core.accounts().flowOf(dialog, always);
      return kept == null ? List.of() : List.of(kept);
    }
    return owner.out().nextHop() != null ? List.of() : core.accounts().flowsFor(template);
  }

  private void locate() {
    flows = List.of();
    hops = List.of();
    next = 0;
    var sender = owner.sender();
    boolean large = sender.core().transport().prefersStream(template);
    search = sender.locator().locate(sender.nextHop(owner.out(), template), large, this::located);
  }

  private void located(Located answer) {
    search = null;
    if (!owner.isCurrent(this)) {
      return;
    }
    switch (answer) {
      case Located.Failed failed -> fail(SendFailure.Kind.NO_TARGET, failed.reason());
      case Located.Found found -> {
        expires = found.expires();
        var ranked = found.preferring(server).hops();
        hops = owner.sender().penalties().order(ranked, owner.out().dialog() != null);
        if (hops.isEmpty()) {
          fail(
              SendFailure.Kind.NO_TARGET,
              found.hops().getFirst() + " asked for no requests for some time (503)");
        } else {
          tryNext();
        }
      }
    }
  }

  /** Reports from a fresh stack, never inside {@link RequestSender#send}. */
  private void fail(SendFailure.Kind kind, String reason) {
    tried.add(reason);
    owner
        .sender()
        .core()
        .loop()
        .execute(
            () -> {
              if (owner.isCurrent(this)) {
                owner.sender().core().transactions().unsent(template, reason);
                owner.lost(new SendFailure(kind, reason, tried));
              }
            });
  }

  private void tryNext() {
    var core = owner.sender().core();
    var flow = flows.isEmpty() ? core.transport().flowTo(hops.get(next)) : flows.get(next);
    var hop = hops.get(next++);
    SipRequest request;
    try {
      request = complete(flow);
    } catch (RuntimeException e) {
      core.fault("the request could not be completed", e);
      fail(SendFailure.Kind.FAULT, "the request could not be completed: " + e.getMessage());
      return;
    }
    if (isTooLongForDatagram(request, flow)) {
      skip(
          hop,
          "a MESSAGE of "
              + request.toBytes().length
              + (flow.kind().secure()
                  ? " bytes needs TLS: add ;transport=tls to the address"
                  : " bytes needs TCP: listen on TCP too, or add ;transport=tcp to the address"));
      return;
    }
    var one = new Try(hop, request);
    current = one;
    one.transaction = core.transactions().request(request, flow, one);
    var limit = owner.sender().locator().settings().failover();
    if (limit.isPresent() && (next < hops.size() || !flows.isEmpty())) {
      patience = core.loop().after(limit.get(), () -> one.tooSlow(limit.get()));
    }
    owner.sent(request, flow);
  }

  private void stopWaiting() {
    if (patience != null) {
      patience.cancel();
      patience = null;
    }
  }

  /** RFC 3428 §8: a page is no longer than a datagram unless the way is safe from congestion. */
  private boolean isTooLongForDatagram(SipRequest request, Flow flow) {
    return Method.MESSAGE.equals(request.method())
        && !flow.kind().reliable()
        && request.toBytes().length > owner.sender().core().transport().settings().datagramLimit();
  }

  private void skip(NextHop hop, String reason) {
    if (next < hops.size()) {
      tried.add(hop + ": " + reason);
      tryNext();
    } else {
      fail(SendFailure.Kind.TRANSPORT, reason);
    }
  }

  private SipRequest complete(Flow flow) {
    var request = template;
    if (!authorised) {
      request = owner.withProactiveCredentials(request, flow);
    }
    authorised = false;
    request = owner.withTokens(request, flow);
    var completion = owner.out().completion();
    request =
        completion != null
            ? completion.complete(request, flow)
            : owner.sender().core().complete(request, flow);
    if (!flows.isEmpty() && owner.out().dialog() == null) {
      request = owner.sender().core().accounts().by(flow, request);
    }
    var rewrite = owner.out().rewrite();
    var settings = owner.sender().core().settings();
    return settings
        .trust()
        .toHop((rewrite != null ? rewrite : settings.rewrite()).apply(request), flow);
  }

  /** No more is wanted of this attempt. */
  void abandon() {
    current = null;
    stopWaiting();
    if (search != null) {
      search.cancel();
      search = null;
    }
  }

  private boolean mayTryNext(Try one) {
    return !one.progressed && !owner.isCancelled() && (next < hops.size() || !flows.isEmpty());
  }

  /** The next flow or next hop; after the last flow, wherever the routing headers lead. */
  private void goOn() {
    if (next < hops.size()) {
      tryNext();
    } else {
      locate();
    }
  }

  /** One transaction of the attempt. */
  private final class Try implements ClientUser {

    private final NextHop hop;
    private final SipRequest asSent;
    private @Nullable ClientTransaction transaction;
    private boolean progressed;

    Try(NextHop hop, SipRequest asSent) {
      this.hop = hop;
      this.asSent = asSent;
    }

    private boolean isCurrent() {
      return current == this && owner.isCurrent(Attempt.this);
    }

    @Override
    public boolean isSparing() {
      return owner.out().sparing();
    }

    @Override
    public void provisional(SipResponse response) {
      progressed = true;
      if (isCurrent()) {
        stopWaiting();
        owner.provisional(response);
      }
    }

    @Override
    public void finalResponse(SipResponse response) {
      if (!isCurrent()) {
        if (response.status().isSuccess() && Method.INVITE.equals(asSent.method())) {
          owner.furtherSuccess(response, asSent);
        }
        return;
      }
      stopWaiting();
      int code = response.status().code();
      if (code == 503) {
        owner.sender().penalties().unavailable(hop, response);
      } else if (code == FLOW_FAILED && next < flows.size()) {
        tried.add(hop + ": 430 " + response.reason());
        tryNext();
        return;
      } else if (isFault(code)) {
        owner.sender().penalties().down(hop, expires);
      } else {
        owner.sender().penalties().works(hop);
      }
      if ((code == 503 || isFault(code)) && mayTryNext(this)) {
        tried.add(hop + ": " + code + " " + response.reason());
        goOn();
        return;
      }
      server = hop.address();
      owner.answered(response, asSent);
    }

    /**
     * RFC 3261 §10.2.7 in practice: another registrar of the domain may do what this one cannot.
     */
    private boolean isFault(int code) {
      return owner.out().leavesFaultyServers() && (code == 408 || (code >= 500 && code < 600));
    }

    /** Nothing at all came within the time that an address but the last has (RFC 3263 §4.3). */
    private void tooSlow(Duration limit) {
      if (!isCurrent() || progressed || !mayTryNext(this)) {
        return;
      }
      tried.add(hop + ": no answer within " + limit.toMillis() + " ms");
      owner.sender().penalties().down(hop, expires);
      if (transaction instanceof InviteClientTransaction invite) {
        // What it may still answer must not become a second call.
        owner.sender().core().transactions().cancel(invite);
      }
      goOn();
    }

    @Override
    public void failed(Failure failure) {
      if (!isCurrent()) {
        return;
      }
      stopWaiting();
      boolean timeout = failure instanceof Failure.Timeout;
      String reason =
          hop + ": " + (failure instanceof Failure.Transport t ? t.reason() : "no answer in time");
      tried.add(reason);
      if (!progressed) {
        owner.sender().penalties().down(hop, expires);
      }
      if (mayTryNext(this)) {
        goOn();
      } else {
        var kind = timeout ? SendFailure.Kind.TIMEOUT : SendFailure.Kind.TRANSPORT;
        owner.lost(new SendFailure(kind, reason, tried));
      }
    }
  }
}
