package org.offhook.transaction;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.offhook.loop.Loop;
import org.offhook.message.Method;
import org.offhook.message.Parameters;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Via;
import org.offhook.net.InvalidHost;
import org.offhook.transaction.TransactionObserver.Step;
import org.offhook.transport.Flow;
import org.offhook.transport.MessageReceiver;
import org.offhook.transport.SendListener;
import org.offhook.transport.TransportLayer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All transactions of one endpoint and their matching (RFC 3261 §17.1.3, §17.2.3, with RFC 6026
 * §8): begins client transactions, finds the one a message belongs to, answers CANCEL.
 */
public final class TransactionLayer {

  private static final Logger LOG = LoggerFactory.getLogger(TransactionLayer.class);

  /** RFC 3581 §3: requests ask for the port that they seem to come from. */
  private static final Parameters RPORT = Parameters.EMPTY.with("rport", null);

  private static final String KEEP = "keep";

  private final Loop loop;
  private final TransportLayer transport;
  private final Timers timers;
  private final TransactionCounters counters;
  private final HashMap<ClientKey, ClientTransaction> clients = new HashMap<>();
  private final ServerTable servers;
  private @Nullable TransactionObserver observer;
  private Consumer<Throwable> faults = fault -> {};
  private Runnable activity = () -> {};

  /** With {@link TransactionLimits#DEFAULT}. */
  public TransactionLayer(Loop loop, TransportLayer transport, Timers timers) {
    this(loop, transport, timers, TransactionLimits.DEFAULT);
  }

  /** Becomes the receiver of {@code transport}'s messages. */
  public TransactionLayer(
      Loop loop, TransportLayer transport, Timers timers, TransactionLimits limits) {
    this.loop = loop;
    this.transport = transport;
    this.timers = timers;
    this.counters = new TransactionCounters(loop.time());
    this.servers = new ServerTable(this, limits);
    transport.receiver(new Inbound());
  }

  /** Who takes new requests. Without one they get 503. */
  public void server(ServerUser user) {
    servers.user(user);
  }

  /** Who looks at new requests before they cost a transaction. */
  public void door(Doorkeeper keeper) {
    servers.door(keeper);
  }

  /** Other limits, for requests that come later. */
  public void limits(TransactionLimits changed) {
    servers.limits(changed);
  }

  /** Shows every step and message of every transaction to one observer; null ends that. */
  public void observe(@Nullable TransactionObserver by) {
    observer = by;
  }

  /** Who is told of exceptions that users of transactions throw; they are logged in any case. */
  public void onFault(Consumer<Throwable> told) {
    faults = told;
  }

  /** Who is told when the first client or server transaction begins, and when the last is gone. */
  public void onActivity(Runnable told) {
    activity = told;
  }

  void activityChanged() {
    activity.run();
  }

  /** Counts since the start. */
  public TransactionCounters counters() {
    return counters;
  }

  /** Transactions in the tables, those included that only absorb repetitions. */
  public int alive() {
    return clientsAlive() + serversAlive();
  }

  /** Client transactions in the table. */
  public int clientsAlive() {
    return clients.size();
  }

  /** Server transactions in the table. */
  public int serversAlive() {
    return servers.size();
  }

  /** Server transactions that owe their final response. */
  public int unanswered() {
    return servers.unanswered();
  }

  /** Refusals of INVITE that no ACK has come for yet; looks at every server transaction. */
  public int unacknowledged() {
    return servers.unacknowledged();
  }

  /** The base times. */
  public Timers timers() {
    return timers;
  }

  /** The transports below. */
  public TransportLayer transport() {
    return transport;
  }

  /** A branch for a new request: the cookie and 64 random bits (RFC 3261 §8.1.1.7). */
  public String newBranch() {
    return ServerKey.COOKIE + Long.toHexString(loop.random().nextLong());
  }

  /**
   * Sends a request and takes its responses.
   *
   * @param request without this endpoint's Via; not ACK or CANCEL
   */
  public ClientTransaction request(SipRequest request, Flow flow, ClientUser user) {
    return request(request, newBranch(), flow, user);
  }

  /**
   * As {@link #request(SipRequest, Flow, ClientUser)}, with a branch that was chosen before by
   * {@link #newBranch}; it must not have been used.
   */
  public ClientTransaction request(SipRequest request, String branch, Flow flow, ClientUser user) {
    loop.assertOnLoop();
    var method = request.method();
    if (method.equals(Method.ACK) || method.equals(Method.CANCEL)) {
      throw new IllegalArgumentException(method.name() + " is not sent as a new request");
    }
    var leaving = transport.publicAddress().leaving(request, flow);
    return begin(leaving.withTopVia(via(flow, method, branch)), branch, flow, user);
  }

  /** As {@link #request(SipRequest, Flow, ClientUser)} for INVITE. */
  public InviteClientTransaction invite(SipRequest invite, Flow flow, ClientUser user) {
    if (request(invite, flow, user) instanceof InviteClientTransaction transaction) {
      return transaction;
    }
    throw new IllegalArgumentException("not an INVITE");
  }

  private ClientTransaction begin(SipRequest sent, String branch, Flow flow, ClientUser user) {
    var key = new ClientKey(branch, sent.method());
    var call = new ClientTransaction.Call(flow, user);
    ClientTransaction transaction =
        sent.method().equals(Method.INVITE)
            ? new InviteClientTransaction(this, sent, key, call)
            : new NonInviteClientTransaction(this, sent, key, call);
    if (clients.putIfAbsent(key, transaction) != null) {
      throw new IllegalArgumentException("branch " + branch + " is in use");
    }
    counters.clientsBegun.count();
    if (observer != null) {
      observer.begun(transaction);
    }
    if (clients.size() == 1) {
      activityChanged();
    }
    transaction.start();
    return transaction;
  }

  private Via via(Flow flow, Method method, String branch) {
    var sentBy = flow.sentBy();
    int port = InvalidHost.is(sentBy.host()) ? -1 : sentBy.port();
    var params = transport.publicAddress().policy().discovery().rport() ? RPORT : Parameters.EMPTY;
    if (Method.REGISTER.equals(method)) {
      // RFC 6223 §4.1: a registration offers to keep its flow alive.
      params = params.with(KEEP, null);
    }
    if (flow.offersAlias()) {
      // RFC 5923 §5: requests may come back by this connection.
      params = params.with("alias", null);
    }
    return Via.of(flow.kind().token(), sentBy.host(), port, params.with("branch", branch));
  }

  /** As {@link #cancel(InviteClientTransaction, Consumer)} without further header fields. */
  public boolean cancel(InviteClientTransaction invite) {
    return cancel(invite, builder -> {});
  }

  /**
   * Cancels an INVITE (RFC 3261 §9.1): at once if a provisional response has come, else when the
   * first one comes. The outcome is reported to the INVITE's user as always: mostly 487, perhaps a
   * 2xx that crossed the CANCEL, or a timeout 64 × T1 after the CANCEL.
   *
   * @param edit may add header fields, Reason for instance
   * @return false if the outcome is known already; nothing is sent then
   */
  public boolean cancel(InviteClientTransaction invite, Consumer<SipRequest.Builder> edit) {
    loop.assertOnLoop();
    if (!invite.isWaiting()) {
      return false;
    }
    var cancel = HopRequests.cancel(invite.request());
    edit.accept(cancel);
    return invite.cancel(cancel.build());
  }

  void sendCancel(SipRequest cancel, String branch, Flow flow) {
    begin(cancel, branch, flow, IgnoredOutcome.INSTANCE);
  }

  /** As {@link #ack(SipRequest, Flow, SendListener)} without interest in failures. */
  public SipRequest ack(SipRequest ack, Flow flow) {
    return ack(ack, flow, SendListener.IGNORE);
  }

  /**
   * Sends the ACK of a 2xx, straight to the transport with a new branch (RFC 3261 §13.2.2.4).
   *
   * @param ack without this endpoint's Via
   * @return the ACK as sent, for {@link Flow#send(org.offhook.message.SipMessage, SendListener)}
   *     when the 2xx is repeated
   */
  public SipRequest ack(SipRequest ack, Flow flow, SendListener listener) {
    loop.assertOnLoop();
    var leaving = transport.publicAddress().leaving(ack, flow);
    var sent = leaving.withTopVia(via(flow, Method.ACK, newBranch()));
    if (observer != null) {
      observer.ackSent(sent);
    }
    flow.send(sent, listener);
    return sent;
  }

  /**
   * Shows the observer a request that got no transaction, since there is no way to its target.
   *
   * @param reason for people
   */
  public void unsent(SipRequest request, String reason) {
    if (observer != null) {
      observer.unsent(request, reason);
    }
  }

  /** What the transports deliver. */
  private final class Inbound implements MessageReceiver {

    @Override
    public void response(SipResponse response, Flow flow) {
      var via = response.topVia();
      var branch = via.branch();
      var transaction =
          branch.isEmpty()
              ? null
              : clients.get(new ClientKey(branch.get(), response.cSeq().method()));
      if (transaction == null || !transaction.isSentBy(via)) {
        counters.strayResponses++;
        return;
      }
      if (observer != null && transaction.takes(response)) {
        observer.answered(transaction, response, flow);
      }
      transport.publicAddress().heard(response, flow);
      var asked = transaction.flow().remote().getAddress();
      if (!flow.isConnection() && asked.equals(flow.remote().getAddress())) {
        transport.repeats().proven(asked);
      }
      transaction.received(response);
    }

    @Override
    public void request(SipRequest request, Flow flow) {
      servers.received(request, flow);
    }

    @Override
    public boolean settles(byte[] datagram, Flow flow) {
      return servers.settles(datagram, flow);
    }

    @Override
    public boolean ignores(InetAddress source) {
      return servers.ignores(source);
    }
  }

  /**
   * Ends every transaction at once, as before the transports are closed: clients without outcome
   * fail, servers without answer stay silent. No timer remains.
   */
  public void close() {
    loop.assertOnLoop();
    for (var transaction : List.copyOf(clients.values())) {
      transaction.close();
    }
    servers.close();
  }

  void remove(ClientTransaction transaction) {
    if (clients.remove(transaction.key, transaction) && clients.isEmpty()) {
      activityChanged();
    }
  }

  Loop loop() {
    return loop;
  }

  long nanos() {
    return loop.time().nanos();
  }

  long randomBits() {
    return loop.random().nextLong();
  }

  ServerTable servers() {
    return servers;
  }

  void changed(Transaction transaction, String from, String to) {
    if (observer != null) {
      observer.changed(transaction, from, to);
    }
  }

  void step(Transaction transaction, Step step) {
    if (observer != null) {
      observer.step(transaction, step);
    }
  }

  void failed(ClientTransaction transaction, Failure failure) {
    if (observer != null) {
      observer.failed(transaction, failure);
    }
  }

  void begun(ServerTransaction transaction) {
    if (observer != null) {
      observer.begun(transaction);
    }
  }

  void responded(ServerTransaction transaction, SipResponse response) {
    if (observer != null) {
      observer.responded(transaction, response);
    }
  }

  void acknowledged(SipRequest ack, Flow flow) {
    if (observer != null) {
      observer.acknowledged(ack, flow);
    }
  }

  void fault(Throwable fault, Transaction transaction) {
    report(fault, transaction.toString());
  }

  void report(Throwable fault, String where) {
    counters.faults++;
    LOG.error("the user of {} failed", where, fault);
    faults.accept(fault);
  }

  /** The answer to a CANCEL decides nothing: the INVITE's own outcome does (§9.1). */
  private enum IgnoredOutcome implements ClientUser {
    INSTANCE;

    @Override
    public void finalResponse(SipResponse response) {}

    @Override
    public void failed(Failure failure) {}
  }
}
