package org.offhook.transaction;

import org.offhook.message.Method;
import org.offhook.transport.Flow;

/** One request and its responses on one hop (RFC 3261 §17). */
public sealed interface Transaction permits ClientTransaction, ServerTransaction {

  /** The branch of the request's top Via. */
  String branch();

  /** The request's method. */
  Method method();

  /** The state's name, as in the RFC's figures. */
  String stateName();

  /** Whether it is over; nothing of it is left in the tables then. */
  boolean isTerminated();

  /** The flow that the request took. */
  Flow flow();
}
