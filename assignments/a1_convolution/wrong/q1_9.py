# %% answer dx_of_the_pictures_before_it_too
def conv2d_backward(dout, x, w, stride, padding):
    (N, C, H, W), (F, _, kH, kW) = x.shape, w.shape
    p = padding
    xp = np.pad(x.astype(float), [(0, 0), (0, 0), (p, p), (p, p)])
    dxp, dw = np.zeros_like(xp), np.zeros(w.shape)
    for n in range(N):
        for f in range(F):
            for i in range(dout.shape[2]):
                for j in range(dout.shape[3]):
                    rows = slice(i * stride, i * stride + kH)
                    columns = slice(j * stride, j * stride + kW)
                    dxp[: n + 1, :, rows, columns] += dout[n, f, i, j] * w[f]
                    dw[f] += dout[n, f, i, j] * xp[n, :, rows, columns]
    return dxp[:, :, p : p + H, p : p + W], dw, dout.sum(axis=(0, 2, 3))

# %% answer dx_and_dw_exchanged
def conv2d_backward(dout, x, w, stride, padding):
    (N, C, H, W), (F, _, kH, kW) = x.shape, w.shape
    p = padding
    xp = np.pad(x.astype(float), [(0, 0), (0, 0), (p, p), (p, p)])
    dxp, dw = np.zeros_like(xp), np.zeros(w.shape)
    for n in range(N):
        for f in range(F):
            for i in range(dout.shape[2]):
                for j in range(dout.shape[3]):
                    rows = slice(i * stride, i * stride + kH)
                    columns = slice(j * stride, j * stride + kW)
                    dxp[n, :, rows, columns] += dout[n, f, i, j] * w[f]
                    dw[f] += dout[n, f, i, j] * xp[n, :, rows, columns]
    return dw, dxp[:, :, p : p + H, p : p + W], dout.sum(axis=(0, 2, 3))
