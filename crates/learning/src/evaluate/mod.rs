//! How well the model finds earlier incidents, measured on graded pairs in time order.
