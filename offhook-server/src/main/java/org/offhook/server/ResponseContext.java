package org.offhook.server;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.message.AuthHeader;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.ParameterizedToken;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.transaction.ServerTransaction;
import org.offhook.transaction.ServerTransactionUser;
import org.offhook.transport.Flow;

/** A request that was forwarded and the responses of its branches (RFC 3261 §16.7, §16.10). */
final class ResponseContext implements ServerTransactionUser {

  private final Proxy proxy;
  private final ServerTransaction server;
  private final SipRequest request;
  private final Flow in;
  private final List<Branch> branches = new ArrayList<>();
  private final BestResponse best = new BestResponse();

  ResponseContext(Proxy proxy, ServerTransaction server, SipRequest request) {
    this.proxy = proxy;
    this.server = server;
    this.request = request;
    this.in = server.flow();
  }

  Proxy proxy() {
    return proxy;
  }

  /** As it arrived, without this server's routes. */
  SipRequest request() {
    return request;
  }

  /** The flow that the request came by. */
  Flow in() {
    return in;
  }

  void begin(List<Target> targets) {
    server.user(this);
    if (request.method().equals(Method.INVITE)) {
      server.respond(server.response(Status.TRYING).build());
    }
    for (var target : targets) {
      var realm = proxy.options().realm();
      var copies = new ArrayList<ForwardedCopy>();
      copies.add(ForwardedCopy.of(request, target, realm));
      target.otherwise().forEach(flow -> copies.add(ForwardedCopy.of(request, flow, realm)));
      branches.add(new Branch(this, copies));
    }
    List.copyOf(branches).forEach(Branch::begin);
  }

  /** Item 5: each one is forwarded at once. */
  void provisional(SipResponse response) {
    if (!server.isAnswered()) {
      forward(response);
    }
  }

  /** A 2xx of another fork of the same branch, or a repeated one: always forwarded. */
  void furtherSuccess(SipResponse response) {
    forward(response);
  }

  /** A branch has its outcome; {@code response} is null if this server decided it. */
  void ended(Branch branch, Status status, @Nullable SipResponse response) {
    if (status.isSuccess() && response != null) {
      forward(response);
      cancelOthers(answeredElsewhere(status));
      return;
    }
    best.add(status, response);
    if (status.isGlobalFailure()) {
      cancelOthers(List.of());
    }
    if (!server.isAnswered() && branches.stream().allMatch(Branch::isOver)) {
      forwardBest();
    }
  }

  private void cancelOthers(List<ParameterizedToken> reasons) {
    branches.forEach(branch -> branch.cancel(reasons));
  }

  private static List<ParameterizedToken> answeredElsewhere(Status status) {
    return List.of(
        ParameterizedToken.parse(
            "SIP;cause=" + status.code() + ";text=\"Call completed elsewhere\""));
  }

  private void forwardBest() {
    var chosen = best.choose();
    var response = chosen.response();
    if (response == null) {
      server.respond(server.response(chosen.status()).build());
      return;
    }
    var builder = withoutOwnVia(response);
    if (!chosen.status().equals(response.status())) {
      builder.status(chosen.status());
    }
    if (BestResponse.isChallenge(chosen.status())) {
      collect(builder, HeaderName.WWW_AUTHENTICATE);
      collect(builder, HeaderName.PROXY_AUTHENTICATE);
    }
    server.respond(builder.build());
  }

  private void collect(SipResponse.Builder builder, HeaderName<AuthHeader> name) {
    var all = best.challenges(name);
    if (!all.isEmpty()) {
      builder.setAll(name, all);
    }
  }

  private void forward(SipResponse response) {
    server.respond(withoutOwnVia(response).build());
  }

  private static SipResponse.Builder withoutOwnVia(SipResponse response) {
    var vias = response.headers().all(HeaderName.VIA);
    return response.toBuilder().setAll(HeaderName.VIA, vias.subList(1, vias.size()));
  }

  /** The branches' own final responses will end the request (§16.10). */
  @Override
  public boolean cancelled(SipRequest cancel) {
    var reasons = cancel.headers().all(HeaderName.REASON);
    branches.forEach(branch -> branch.cancel(reasons));
    return true;
  }
}
