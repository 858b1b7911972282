/** When people are expected to buy cars, in UTC. */
export interface WorkingHours {
  /** 0 is Sunday, as PromQL's day_of_week() counts; both ends included. */
  readonly firstDay: number;
  readonly lastDay: number;
  /** Whole hours of the day; the last one is not included. */
  readonly fromHour: number;
  readonly toHour: number;
}
