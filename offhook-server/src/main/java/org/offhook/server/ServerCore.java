package org.offhook.server;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.Listen;
import org.offhook.ListenException;
import org.offhook.auth.Verification;
import org.offhook.eventpackage.MessageSummary;
import org.offhook.loop.Loop;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.SipUri;
import org.offhook.message.Status;
import org.offhook.message.Uri;
import org.offhook.net.Network;
import org.offhook.transaction.ServerTransaction;
import org.offhook.transaction.ServerUser;
import org.offhook.transaction.TransactionLayer;
import org.offhook.transport.Flow;
import org.offhook.transport.ListenResult;
import org.offhook.transport.Listening;
import org.offhook.transport.TransportLayer;
import org.offhook.transport.WireTap;

/**
 * Decides what becomes of each request (RFC 3261 §16.2): registrar, own service, or proxy. On the
 * loop.
 */
final class ServerCore implements ServerUser {

  private final Network network;
  private final SipServerOptions options;
  private final Taps taps;
  private final TransportLayer transport;
  private final TransactionLayer transactions;
  private final LocationService location;
  private final Tally tally = new Tally();
  private final Gate gate;
  private final Proxy proxy;
  private final Gruus gruus;
  private final @Nullable StateAgent states;
  private OwnDomain domain;

  ServerCore(Network network, SipServerOptions options) {
    this.network = network;
    this.options = options;
    this.taps = new Taps(options.taps());
    this.transport = new TransportLayer(network, options.transport());
    transport.tap(taps);
    this.transactions = new TransactionLayer(network.loop(), transport, options.timers());
    var flows = new RegisteredFlows();
    this.location = new LocationService(network.loop(), flows);
    this.gate = new Gate(options, network.loop());
    this.gruus = new Gruus(network.loop().random());
    this.proxy = new Proxy(transactions, new Ways(transport, flows), options, tally);
    this.domain = new OwnDomain(options.domains(), List.of());
    this.states =
        options.events()
            ? new StateAgent(network, transport, transactions, location, options.realm())
            : null;
    transactions.server(this);
  }

  /** Opens all sockets, or fails. */
  void listen(List<Listen> wishes) {
    for (var wish : wishes) {
      var result = transport.listen(wish.transports(), wish.host(), wish.port());
      if (result instanceof ListenResult.Refused refused) {
        throw new ListenException(refused.reason());
      }
    }
    domain = new OwnDomain(options.domains(), transport.listening());
  }

  Loop loop() {
    return network.loop();
  }

  List<Listening> listening() {
    return transport.listening();
  }

  List<Binding> bindings() {
    return location.all();
  }

  void tap(WireTap tap) {
    taps.add(tap);
  }

  ServerCounters counters() {
    return new ServerCounters(
        tally.requests,
        tally.registrations,
        tally.challenges,
        tally.forwarded,
        tally.acknowledgements,
        tally.rejected,
        location.users(),
        transactions.alive(),
        transport.connections(),
        transactions.counters().faults());
  }

  /** Sets what waits in a user's mailbox; false if this server tells no states. */
  boolean mailbox(String user, MessageSummary summary) {
    if (states == null) {
      return false;
    }
    states.mailbox(user, summary);
    return true;
  }

  /** The subscriptions of others to states of this server's users. */
  int subscriptions() {
    return states == null ? 0 : states.size();
  }

  boolean close() {
    if (states != null) {
      states.close();
    }
    location.close();
    transport.close();
    return true;
  }

  @Override
  public void incoming(ServerTransaction transaction) {
    tally.requests++;
    var by = transaction.flow();
    var route = Route.of(transaction.request(), domain, hop -> isSame(hop, by));
    var request = route.request();
    if (!Route.goesOn(request) && route.flow() == null && isForServer(request)) {
      serve(transaction, request);
      return;
    }
    var fault = ForwardChecks.fault(transaction, request, proxy.loops());
    if (fault != null) {
      reject(transaction, fault);
      return;
    }
    boolean toOwn = isOwn(route);
    if (admits(
        gate.judge(request, transaction.flow(), domain, toOwn || route.own()), transaction)) {
      send(transaction, route, toOwn);
    }
  }

  private boolean isOwn(Route route) {
    var request = route.request();
    boolean inDialog = route.own() && request.to().tag().isPresent();
    return inDialog
        ? domain.isOwnInDialog(request.requestUri())
        : domain.isOwn(request.requestUri());
  }

  /** Whether the server itself is meant: its domain without a user, or a registration in it. */
  private boolean isForServer(SipRequest request) {
    var uri = request.requestUri();
    return domain.isOwn(uri)
        && (request.method().equals(Method.REGISTER)
            || (uri instanceof SipUri sip && sip.user().isEmpty()));
  }

  private void serve(ServerTransaction transaction, SipRequest request) {
    if (states != null && states.servesInDialog(request)) {
      states.subscribe(transaction);
    } else if (!request.method().equals(Method.REGISTER)) {
      answer(transaction, OwnService.answer(transaction, request));
    } else if (admits(gate.judgeRegister(request, transaction.flow()), transaction)) {
      var answer =
          new Registrar(location, gate, options, loop(), gruus).answer(transaction, domain);
      tally.registrations += answer.status().isSuccess() ? 1 : 0;
      answer(transaction, answer);
    }
  }

  private void send(ServerTransaction transaction, Route route, boolean toOwn) {
    var request = route.request();
    if (route.flow() != null) {
      var flow = proxy.tokens().find(route.flow());
      if (flow == null) {
        reject(transaction, transaction.response(Branch.FLOW_FAILED).build());
      } else {
        proxy.forward(transaction, request, List.of(Target.by(flow, request.requestUri())));
      }
      return;
    }
    if (Route.goesOn(request) || !toOwn) {
      proxy.forward(transaction, request, List.of(Target.of(request.requestUri())));
      return;
    }
    var uri = (SipUri) request.requestUri();
    String user = gruus.user(uri);
    if (!gate.knows(user)) {
      reject(transaction, transaction.response(Status.NOT_FOUND).build());
      return;
    }
    var targets = targets(uri);
    if (states != null && !Gruus.isGruu(uri) && states.serves(request, user, !targets.isEmpty())) {
      tell(states, transaction, request, user);
    } else if (targets.isEmpty()) {
      reject(transaction, transaction.response(Status.TEMPORARILY_UNAVAILABLE).build());
    } else {
      proxy.forward(transaction, request, targets);
    }
  }

  private boolean isSame(Uri hop, Flow by) {
    var flow = proxy.tokens().find(hop);
    return flow != null && FlowTokens.isSame(flow, by);
  }

  /** Where an address of record is, or one instance of it (RFC 5627 §5.4). */
  private List<Target> targets(SipUri uri) {
    var bindings = location.of(gruus.user(uri));
    return Target.of(Gruus.isGruu(uri) ? gruus.of(uri, bindings.stream()).toList() : bindings);
  }

  /** A state of a user is published or asked for. */
  private void tell(
      StateAgent agent, ServerTransaction transaction, SipRequest request, String user) {
    if (request.method().equals(Method.SUBSCRIBE)) {
      agent.subscribe(transaction);
    } else if (gate.mayPublish(request, user)) {
      answer(transaction, agent.publish(transaction, request, user));
    } else {
      reject(transaction, transaction.response(Status.FORBIDDEN).build());
    }
  }

  /** Answers what may not pass; true if it may. */
  private boolean admits(Verification verdict, ServerTransaction transaction) {
    return switch (verdict) {
      case Verification.Verified verified -> true;
      case Verification.Exempt exempt -> true;
      case Verification.Challenge challenge -> {
        tally.challenges++;
        transaction.respond(challenge.applyTo(transaction.response(challenge.status())).build());
        yield false;
      }
      case Verification.Refused refused -> {
        reject(transaction, refused.applyTo(transaction.response(refused.status())).build());
        yield false;
      }
    };
  }

  private void reject(ServerTransaction transaction, SipResponse response) {
    tally.rejected++;
    transaction.respond(response);
  }

  private void answer(ServerTransaction transaction, SipResponse response) {
    tally.rejected += response.status().isSuccess() ? 0 : 1;
    transaction.respond(response);
  }

  @Override
  public void ack(SipRequest ack, Flow flow) {
    var route = Route.of(ack, domain, hop -> isSame(hop, flow));
    var request = route.request();
    if (request.maxForwards().orElse(70) == 0) {
      return;
    }
    var out = route.flow() == null ? null : proxy.tokens().find(route.flow());
    if (route.flow() != null) {
      if (out != null) {
        proxy.acknowledge(request, Target.by(out, request.requestUri()));
      }
      return;
    }
    if (Route.goesOn(request) || !isOwn(route)) {
      proxy.acknowledge(request, Target.of(request.requestUri()));
      return;
    }
    // Without Record-Route an ACK for an address of record can have one goal only.
    var targets = request.requestUri() instanceof SipUri sip ? targets(sip) : List.<Target>of();
    if (targets.size() == 1) {
      proxy.acknowledge(request, targets.getFirst());
    }
  }
}
