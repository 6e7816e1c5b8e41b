package org.offhook.transaction;

import org.offhook.message.Method;
import org.offhook.message.SipResponse;

/** The non-INVITE server machine: RFC 3261 §17.2.2 figure 8 with RFC 4320 §4. */
public final class NonInviteServerTransaction extends ServerTransaction {

  /** The states of the figure. */
  public enum State {
    /** No response yet: repetitions of the request are dropped. */
    TRYING,
    /** 100 was given: repetitions of the request repeat it. */
    PROCEEDING,
    /** The final response was given: repetitions of the request repeat it; Timer J. */
    COMPLETED,
    /** Over. */
    TERMINATED
  }

  private final Method method;
  private State state = State.TRYING;
  private boolean tryingDue;

  NonInviteServerTransaction(TransactionLayer layer, ServerKey key, Arrival arrival) {
    super(layer, key, arrival);
    this.method = arrival.request().method();
  }

  /** Where the machine is. */
  public State state() {
    return state;
  }

  @Override
  public Method method() {
    return method;
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
    tryingDue = flow().kind().reliable();
    retransmitAfter(layer.timers().nonInviteTrying(), this::timerTrying);
    deadlineAfter(layer.timers().giveUp(), this::tooLate);
  }

  /** RFC 4320 §4.1: only now a 100 helps, and now it must be sent, on any transport. */
  private void timerTrying() {
    stopRetransmission();
    tryingDue = true;
    if (state == State.TRYING) {
      sendTrying();
    }
  }

  /** RFC 4320 §4.2: the client has given up; no answer is sent any more. */
  private void tooLate() {
    terminate();
    tellTerminated();
  }

  @Override
  public boolean respond(SipResponse response) {
    layer.loop().assertOnLoop();
    var status = response.status();
    return switch (state) {
      case TRYING, PROCEEDING ->
          status.isProvisional() ? provisional(response) : complete(response);
      default -> false;
    };
  }

  /** RFC 4320 §4.1: no other provisional response than 100, and over UDP no early one. */
  private boolean provisional(SipResponse response) {
    if (response.status().code() != 100 || !tryingDue) {
      return false;
    }
    send(response);
    become(State.PROCEEDING);
    return true;
  }

  private boolean complete(SipResponse response) {
    boolean reliable = flow().kind().reliable();
    // RFC 4320 §4.2: a 408 would only add to the congestion; the client counts the time itself.
    boolean silent = response.status().code() == 408;
    if (!silent) {
      send(response);
    }
    settle();
    become(State.COMPLETED);
    if (reliable) {
      terminate();
    } else {
      deadlineAfter(layer.timers().giveUp(), this::terminate);
    }
    forgetUser();
    return !silent;
  }

  @Override
  void repeated() {
    switch (state) {
      case TRYING, PROCEEDING, COMPLETED -> repeatLast();
      case TERMINATED -> {}
    }
  }

  @Override
  void terminatedState() {
    become(State.TERMINATED);
  }

  private void become(State next) {
    if (state != next) {
      layer.changed(this, state.name(), next.name());
      state = next;
    }
  }
}
