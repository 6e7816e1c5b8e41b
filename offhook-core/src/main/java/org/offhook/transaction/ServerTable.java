package org.offhook.transaction;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.RetryAfter;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.transport.Flow;
import org.offhook.transport.SendListener;

/**
 * The server transactions of one endpoint and what a request belongs to (RFC 3261 §17.2.3): makes
 * new ones, refuses floods, answers CANCEL (§9.2).
 */
final class ServerTable {

  private static final List<Method> CANCELLABLE =
      List.of(
          Method.INVITE,
          Method.OPTIONS,
          Method.REGISTER,
          Method.BYE,
          Method.MESSAGE,
          Method.INFO,
          Method.UPDATE,
          Method.PRACK,
          Method.REFER,
          Method.SUBSCRIBE,
          Method.NOTIFY,
          Method.PUBLISH);

  private final TransactionLayer layer;
  private final TransactionLimits limits;
  private final Admission admission;
  private final MergeDigest merges;
  private final HashMap<ServerKey, ServerTransaction> table = new HashMap<>();
  private @Nullable ServerUser user;

  ServerTable(TransactionLayer layer, TransactionLimits limits) {
    this.layer = layer;
    this.limits = limits;
    this.admission = new Admission(limits);
    this.merges = new MergeDigest(layer.randomBits());
  }

  void user(ServerUser newUser) {
    user = newUser;
  }

  /** Those in the table; the second keys of RFC 2543 peers count too. */
  int size() {
    return table.size();
  }

  int unanswered() {
    return admission.pending();
  }

  /** Refusals of INVITE that no ACK has come for yet. */
  int unacknowledged() {
    int count = 0;
    for (var transaction : table.values()) {
      if (transaction instanceof InviteServerTransaction invite
          && invite.state() == InviteServerTransaction.State.COMPLETED) {
        count++;
      }
    }
    return count;
  }

  void answered(InetAddress source) {
    admission.answered(source);
  }

  void received(SipRequest request, Flow flow) {
    var method = request.method();
    if (method.equals(Method.ACK)) {
      acknowledge(request, flow);
      return;
    }
    var key = ServerKey.of(request, method);
    var known = table.get(key);
    if (known != null) {
      known.arrivedAgain(flow);
    } else if (method.equals(Method.CANCEL)) {
      answerCancel(request, flow, key);
    } else if (user == null || !admits(request, flow)) {
      refuse(request, flow);
    } else {
      hand(begin(request, flow, key), user);
    }
  }

  private void acknowledge(SipRequest ack, Flow flow) {
    var key = ServerKey.of(ack, Method.INVITE);
    // The ACK of an RFC 2543 peer is known by the To tag of the response (§17.2.3).
    var known = table.get(key instanceof ServerKey.Legacy ? ServerKey.of(ack, Method.ACK) : key);
    if (known instanceof InviteServerTransaction invite) {
      invite.acknowledged(ack, flow);
    } else {
      tellAck(ack, flow);
    }
  }

  void tellAck(SipRequest ack, Flow flow) {
    layer.acknowledged(ack, flow);
    if (user != null) {
      try {
        user.ack(ack, flow);
      } catch (RuntimeException | Error e) {
        layer.report(e, "ACK " + ack.callId());
      }
    }
  }

  /** What belongs to a dialog has twice the room: calls in progress go on during a flood. */
  private boolean admits(SipRequest request, Flow flow) {
    return request.to().tag().isPresent()
        ? layer.alive() < 2L * limits.total()
        : admission.admits(flow.remote().getAddress(), layer.alive());
  }

  /** Answers without a transaction; the To tag is the same for each repetition (§8.2.7). */
  private void refuse(SipRequest request, Flow flow) {
    layer.counters().refused++;
    String tag = request.to().tag().orElseGet(() -> Long.toHexString(merges.of(request)));
    var response =
        SipResponse.to(request, Status.SERVICE_UNAVAILABLE)
            .set(HeaderName.TO, request.to().withTag(tag))
            .set(HeaderName.RETRY_AFTER, RetryAfter.of(limits.retryAfter()))
            .build();
    layer.transport().respond(response, request, flow, SendListener.IGNORE);
  }

  private ServerTransaction begin(SipRequest request, Flow flow, ServerKey key) {
    long digest = request.method().equals(Method.CANCEL) ? 0 : merges.of(request);
    boolean merged = digest != 0 && !merges.begin(digest);
    var arrival =
        new ServerTransaction.Arrival(request, flow, layer.nanos(), merged ? 0 : digest, merged);
    ServerTransaction transaction =
        request.method().equals(Method.INVITE)
            ? new InviteServerTransaction(layer, key, arrival)
            : new NonInviteServerTransaction(layer, key, arrival);
    table.put(key, transaction);
    if (table.size() == 1) {
      layer.activityChanged();
    }
    layer.counters().serversBegun++;
    admission.begun(flow.remote().getAddress());
    layer.begun(transaction);
    transaction.start();
    return transaction;
  }

  private void hand(ServerTransaction transaction, ServerUser to) {
    try {
      to.incoming(transaction);
    } catch (RuntimeException | Error e) {
      transaction.userFault(e);
    }
  }

  /** RFC 3261 §9.2: the CANCEL is answered here, never challenged; the INVITE's user is told. */
  private void answerCancel(SipRequest cancel, Flow flow, ServerKey key) {
    var target = cancelled(cancel);
    if (target == null && !admits(cancel, flow)) {
      refuse(cancel, flow);
      return;
    }
    var transaction = begin(cancel, flow, key);
    if (target == null) {
      transaction.respond(transaction.response(Status.CALL_TRANSACTION_DOES_NOT_EXIST).build());
      return;
    }
    var ok = SipResponse.to(cancel, Status.OK);
    var tag = target.decidedTag();
    ok.set(HeaderName.TO, cancel.to().withTag(tag != null ? tag : transaction.localTag()));
    transaction.respond(ok.build());
    if (target instanceof InviteServerTransaction invite) {
      invite.cancelled(cancel);
    }
  }

  private @Nullable ServerTransaction cancelled(SipRequest cancel) {
    for (var method : CANCELLABLE) {
      var found = table.get(ServerKey.of(cancel, method));
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** An RFC 2543 peer's ACK will carry the To tag of this response. */
  void expectAck(InviteServerTransaction invite, SipRequest request, SipResponse response) {
    if (invite.key instanceof ServerKey.Legacy) {
      String tag = response.to().tag().orElse("");
      invite.ackKey = ServerKey.legacy(request, tag, Method.ACK);
      table.put(invite.ackKey, invite);
    }
  }

  void remove(ServerTransaction transaction, long mergeId) {
    merges.end(mergeId);
    if (table.remove(transaction.key, transaction)) {
      tellIfEmpty();
    }
  }

  void forget(@Nullable ServerKey key) {
    if (key != null && table.remove(key) != null) {
      tellIfEmpty();
    }
  }

  private void tellIfEmpty() {
    if (table.isEmpty()) {
      layer.activityChanged();
    }
  }

  void close() {
    for (var transaction : List.copyOf(table.values())) {
      transaction.close();
    }
  }
}
