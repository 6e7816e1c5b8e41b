package org.offhook.transaction;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.message.HeaderField;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.RequestGlance;
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
  private final Admission admission;
  private final MergeDigest merges;
  private final HashMap<ServerKey, ServerTransaction> table = new HashMap<>();
  private @Nullable ServerUser user;
  private final Reception reception;
  private Doorkeeper door = Doorkeeper.OPEN;

  ServerTable(TransactionLayer layer, TransactionLimits limits) {
    this.layer = layer;
    this.admission = new Admission(limits, layer.counters());
    this.merges = new MergeDigest(layer.randomBits());
    this.reception = new Reception(layer, this);
  }

  void limits(TransactionLimits changed) {
    admission.limits(changed);
  }

  void door(Doorkeeper keeper) {
    door = keeper;
  }

  boolean ignores(InetAddress source) {
    return door.ignores(source);
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

  /** Whether a first look at a datagram was enough. */
  boolean settles(byte[] datagram, Flow flow) {
    return reception.settles(datagram, flow);
  }

  boolean contains(ServerKey key) {
    return table.containsKey(key);
  }

  Doorkeeper door() {
    return door;
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
    } else {
      arrived(request, flow, key);
    }
  }

  private void arrived(SipRequest request, Flow flow, ServerKey key) {
    if (!reception.takes(request, flow, key)) {
      judge(request, flow, key);
    }
  }

  /** What the door says becomes of a request that belongs to no transaction. */
  void judge(SipRequest request, Flow flow, ServerKey key) {
    switch (ruling(request, flow)) {
      case Ruling.Refuse refusal -> answer(refusal.response(), request, flow);
      case Ruling.Overloaded overloaded -> refuse(request, flow, overloaded.rows());
      case Ruling.AdmitAs known -> serve(request, flow, key, known.who());
      case Ruling.Plain plain -> {
        if (plain == Ruling.Plain.ADMIT) {
          serve(request, flow, key, null);
        }
      }
    }
  }

  /** What the door says; 500 where a rule of the application fails. */
  private Ruling ruling(SipRequest request, Flow flow) {
    try {
      return door.judge(request, flow);
    } catch (RuntimeException | Error e) {
      layer.report(e, request.method() + " " + request.callId());
      return request.method().equals(Method.CANCEL)
          ? Ruling.Plain.DROP
          : new Ruling.Refuse(SipResponse.to(request, Status.SERVER_INTERNAL_ERROR));
    }
  }

  private void serve(SipRequest request, Flow flow, ServerKey key, @Nullable Object who) {
    if (user == null || !admits(request, flow)) {
      refuse(request, flow);
    } else {
      hand(begin(request, flow, key, who), user);
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

  private boolean admits(SipRequest request, Flow flow) {
    return request.to().tag().isPresent()
        ? admission.admitsInDialog(layer.alive())
        : admission.admits(flow.remote().getAddress(), layer.alive());
  }

  private void refuse(SipRequest request, Flow flow) {
    layer.counters().refused++;
    var wait = Integer.toString(admission.limits().retryAfter());
    refuse(request, flow, List.of(new HeaderField("Retry-After", wait)));
  }

  void refuse(SipRequest request, Flow flow, List<HeaderField> rows) {
    var response = SipResponse.to(request, Status.SERVICE_UNAVAILABLE);
    rows.forEach(row -> response.raw(row.name(), row.value()));
    answer(response, request, flow);
  }

  /** The tag in To of an answer without a transaction to a request with this method (§8.2.7). */
  String statelessTag(RequestGlance request, Method method) {
    return Long.toHexString(merges.of(request, method));
  }

  /** Answers without a transaction; the To tag is the same for each repetition (§8.2.7). */
  private void answer(SipResponse.Builder response, SipRequest request, Flow flow) {
    String tag = request.to().tag().orElseGet(() -> Long.toHexString(merges.of(request)));
    var tagged = response.set(HeaderName.TO, request.to().withTag(tag)).build();
    layer.transport().respond(tagged, request, flow, SendListener.IGNORE);
  }

  private ServerTransaction begin(
      SipRequest request, Flow flow, ServerKey key, @Nullable Object who) {
    long digest = request.method().equals(Method.CANCEL) ? 0 : merges.of(request);
    boolean merged = digest != 0 && !merges.begin(digest);
    var arrival =
        new ServerTransaction.Arrival(
            request, flow, layer.nanos(), merged ? 0 : digest, merged, who);
    ServerTransaction transaction =
        request.method().equals(Method.INVITE)
            ? new InviteServerTransaction(layer, key, arrival)
            : new NonInviteServerTransaction(layer, key, arrival);
    table.put(key, transaction);
    if (table.size() == 1) {
      layer.activityChanged();
    }
    layer.counters().serversBegun.count();
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
    if (target != null && door.pinsCancels() && !isFrom(target, flow)) {
      // Without a transaction: it must not stand for the CANCEL of the INVITE's own sender.
      answer(SipResponse.to(cancel, Status.CALL_TRANSACTION_DOES_NOT_EXIST), cancel, flow);
      return;
    }
    if (target == null) {
      if (ruling(cancel, flow) != Ruling.Plain.DROP) {
        answer(SipResponse.to(cancel, Status.CALL_TRANSACTION_DOES_NOT_EXIST), cancel, flow);
      }
      return;
    }
    var transaction = begin(cancel, flow, key, null);
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
      var key = ServerKey.of(cancel, method);
      reception.bring(key);
      var found = table.get(key);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static boolean isFrom(ServerTransaction transaction, Flow flow) {
    return transaction.flow().remote().getAddress().equals(flow.remote().getAddress());
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
    reception.close();
    for (var transaction : List.copyOf(table.values())) {
      transaction.close();
    }
  }
}
