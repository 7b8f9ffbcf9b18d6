/*
 * What the managed Microsoft.Z3 4.12 needs from an older libz3 (Debian 12: 4.8.12).
 *
 * The managed API releases objects on the finalizer thread, which is safe only after
 * Z3_enable_concurrent_dec_ref; the older library has no such function. So it is supplied here, and every
 * release does nothing: a solver's memory goes with its process. The library is linked against libz3.so.4, so
 * that every other name is found there; these come first in the look-up.
 *
 * A test compares this list with the imports of Microsoft.Z3.dll.
 */
typedef void *handle;

void Z3_enable_concurrent_dec_ref(handle c) { (void)c; }

#define NO_RELEASE(name) void name(handle c, handle object) { (void)c; (void)object; }

NO_RELEASE(Z3_dec_ref)
NO_RELEASE(Z3_apply_result_dec_ref)
NO_RELEASE(Z3_ast_map_dec_ref)
NO_RELEASE(Z3_ast_vector_dec_ref)
NO_RELEASE(Z3_fixedpoint_dec_ref)
NO_RELEASE(Z3_func_entry_dec_ref)
NO_RELEASE(Z3_func_interp_dec_ref)
NO_RELEASE(Z3_goal_dec_ref)
NO_RELEASE(Z3_model_dec_ref)
NO_RELEASE(Z3_optimize_dec_ref)
NO_RELEASE(Z3_param_descrs_dec_ref)
NO_RELEASE(Z3_params_dec_ref)
NO_RELEASE(Z3_parser_context_dec_ref)
NO_RELEASE(Z3_probe_dec_ref)
NO_RELEASE(Z3_simplifier_dec_ref)
NO_RELEASE(Z3_solver_dec_ref)
NO_RELEASE(Z3_stats_dec_ref)
NO_RELEASE(Z3_tactic_dec_ref)
