package org.offhook.interop;

import java.io.IOException;
import java.util.List;
import org.offhook.Endpoint;

/** The endpoints' side of a scenario, for as many calls as are wanted. */
sealed interface Side extends AutoCloseable permits CalledSide, CallingSide {

  /** Starts SIPp's side. */
  SippRun start(Wire wire, Load load) throws IOException, InterruptedException;

  /** Plays all calls of that run until both sides are through; throws if one of them stays on. */
  void play(SippRun run, Load load) throws IOException, InterruptedException;

  /** What went wrong at the endpoint, in no order. */
  List<Failure> failures();

  /** Every endpoint that took part. */
  List<Endpoint> endpoints();

  /** What the endpoint under test sent and received. */
  Tapped tap();

  @Override
  void close();
}
