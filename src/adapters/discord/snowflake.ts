import { z } from "zod";

/** An id as Discord gives them out. Nothing else gets into the path of a request. */
export const snowflakeSchema = z.string().regex(/^\d{15,20}$/);
