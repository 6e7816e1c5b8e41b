package org.offhook.transaction;

import org.jspecify.annotations.Nullable;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.transaction.TransactionObserver.Step;
import org.offhook.transport.Flow;

/** The INVITE server machine: RFC 3261 §17.2.1 figure 7 with RFC 6026 §7.1. */
public final class InviteServerTransaction extends ServerTransaction {

  /** Without an answer by then a 100 is sent (RFC 3261 §17.2.1). */
  private static final long TRYING_AFTER = 200_000_000L;

  /** The states of the figure. */
  public enum State {
    /** No final response yet. */
    PROCEEDING,
    /** 2xx was given: its user repeats it until the ACK comes; Timer L. */
    ACCEPTED,
    /** 300-699 was given: repeated until the ACK comes; Timers G and H. */
    COMPLETED,
    /** The ACK came; Timer I. */
    CONFIRMED,
    /** Over. */
    TERMINATED
  }

  /** A second key, for the ACK of an RFC 2543 peer. */
  @Nullable ServerKey ackKey;

  private State state = State.PROCEEDING;
  private long intervalG;

  InviteServerTransaction(TransactionLayer layer, ServerKey key, Arrival arrival) {
    super(layer, key, arrival);
  }

  /** Where the machine is. */
  public State state() {
    return state;
  }

  @Override
  public Method method() {
    return Method.INVITE;
  }

  @Override
  public String stateName() {
    return state.name();
  }

  @Override
  public boolean isTerminated() {
    return state == State.TERMINATED;
  }

  @Override
  void start() {
    layer.changed(this, "", state.name());
    holdFlow();
    retransmitAfter(TRYING_AFTER, this::sendTrying);
  }

  @Override
  public boolean respond(SipResponse response) {
    layer.loop().assertOnLoop();
    var status = response.status();
    return switch (state) {
      case PROCEEDING -> {
        stopRetransmission();
        rememberTag(response);
        if (status.isProvisional()) {
          send(response);
        } else if (status.isSuccess()) {
          accept(response);
        } else {
          complete(response);
        }
        yield true;
      }
      case ACCEPTED -> {
        if (status.isSuccess()) {
          send(response);
          forgetResponse();
        }
        yield status.isSuccess();
      }
      default -> false;
    };
  }

  private void accept(SipResponse response) {
    send(response);
    forgetResponse();
    settle();
    become(State.ACCEPTED);
    deadlineAfter(layer.timers().giveUp(), this::timerL);
  }

  private void timerL() {
    terminate();
    tellTerminated();
  }

  private void complete(SipResponse response) {
    layer.servers().expectAck(this, request(), response);
    send(response);
    boolean reliable = flow().kind().reliable();
    settle();
    become(State.COMPLETED);
    if (!reliable) {
      intervalG = layer.timers().t1();
      retransmitAfter(intervalG, this::timerG);
    }
    deadlineAfter(layer.timers().giveUp(), this::timerH);
  }

  private void timerG() {
    repeatLastIfAllowed();
    intervalG = layer.timers().doubledToT2(intervalG);
    retransmitAfter(intervalG, this::timerG);
  }

  private void timerH() {
    terminate();
    tellAckTimedOut();
    tellTerminated();
  }

  @Override
  void repeated() {
    switch (state) {
      case PROCEEDING, COMPLETED -> repeatLast();
      case ACCEPTED, CONFIRMED -> layer.step(this, Step.ABSORBED);
      case TERMINATED -> {}
    }
  }

  /** An ACK with this INVITE's branch came. */
  void acknowledged(SipRequest ack, Flow ackFlow) {
    switch (state) {
      case ACCEPTED -> layer.servers().tellAck(ack, ackFlow);
      case COMPLETED -> confirm(ack, ackFlow);
      case PROCEEDING, CONFIRMED -> layer.step(this, Step.ABSORBED);
      case TERMINATED -> {}
    }
  }

  private void confirm(SipRequest ack, Flow ackFlow) {
    var tag = decidedTag();
    if (tag != null && ack.to().tag().filter(tag::equals).isPresent()) {
      proven(ackFlow);
    }
    stopRetransmission();
    stopDeadline();
    forgetResponse();
    become(State.CONFIRMED);
    if (flow().kind().reliable()) {
      timerI();
    } else {
      deadlineAfter(layer.timers().t4(), this::timerI);
    }
  }

  private void timerI() {
    terminate();
    tellTerminated();
  }

  /** A CANCEL for this INVITE came and is answered: 487, unless it is too late (§9.2). */
  void cancelled(SipRequest cancel) {
    if (!isAnswered() && !tellCancelled(cancel) && !isAnswered()) {
      respond(response(Status.REQUEST_TERMINATED).build());
    }
  }

  @Override
  void terminatedState() {
    layer.servers().forget(ackKey);
    become(State.TERMINATED);
  }

  private void become(State next) {
    layer.changed(this, state.name(), next.name());
    state = next;
  }
}
